package io.annals.events;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A kind of subject. Its names in paths, ids, event types and topics follow from here. */
public enum Kind {
    COMPANY("company", "companies", "com_"),
    PARK("park", "parks", "prk_"),
    POLICY("policy", "policies", "pol_"),
    REGION("region", "regions", "reg_"),
    ORGANIZATION("organization", "organizations", "org_"),
    FUND("fund", "funds", "fnd_"),
    APPLICATION("application", "applications", "app_"),
    INDICATOR("indicator", "indicators", "ind_"),
    DEFINITION("definition", "definitions", "def_"),
    CITATION("citation", "citations", "cit_"),
    SOURCE("source", "sources", "src_");

    private final String singular;
    private final String plural;
    private final String prefix;

    Kind(String singular, String plural, String prefix) {
        this.singular = singular;
        this.plural = plural;
        this.prefix = prefix;
    }

    /** As in event types: {@code company}. */
    public String singular() {
        return singular;
    }

    /** As in paths and topics: {@code companies}. */
    public String plural() {
        return plural;
    }

    /** What ids begin with: {@code com_}. A region's id may also be a GB/T 2260 code. */
    public String prefix() {
        return prefix;
    }

    /**
     * Whether facts of this kind have no valid time: they hold for every day and are read at K
     * alone.
     */
    public boolean timeless() {
        return this == SOURCE || this == DEFINITION || this == CITATION;
    }

    /** Whether commands state the day from which its facts hold. */
    public boolean dated() {
        return founding().dating() == FactType.Dating.STATED;
    }

    /** Whether its facts rest on a source. */
    public boolean sourced() {
        return this != SOURCE && this != CITATION;
    }

    /** The verbs that record facts of this kind, the founding one first. */
    public List<? extends FactType> facts() {
        return switch (this) {
            case COMPANY -> List.of(CompanyFact.values());
            case PARK -> List.of(ParkFact.values());
            case POLICY -> List.of(PolicyFact.values());
            case REGION -> List.of(RegionFact.values());
            case ORGANIZATION -> List.of(OrganizationFact.values());
            case FUND -> List.of(FundFact.values());
            case APPLICATION -> List.of(ApplicationFact.values());
            case INDICATOR -> List.of(IndicatorFact.values());
            case DEFINITION -> List.of(DefinitionFact.values());
            case CITATION -> List.of(CitationFact.values());
            case SOURCE -> List.of(SourceFact.values());
        };
    }

    /** The founding fact's type. */
    public FactType founding() {
        return facts().getFirst();
    }

    /** The fact type recorded by the verb, if this kind has that verb. */
    public Optional<FactType> verb(String verb) {
        return facts().stream()
                .filter(fact -> fact.verb().equals(verb))
                .map(FactType.class::cast)
                .findFirst();
    }

    /** The kind with this plural, as in a path. */
    public static Optional<Kind> ofPlural(String plural) {
        return Arrays.stream(values()).filter(kind -> kind.plural.equals(plural)).findFirst();
    }

    /** The kind with this singular, as in an event type. */
    public static Optional<Kind> ofSingular(String singular) {
        return Arrays.stream(values()).filter(kind -> kind.singular.equals(singular)).findFirst();
    }

    /**
     * The kind to which a subject id belongs, by its prefix; a region also by {@code CN} or six
     * digits.
     */
    public static Optional<Kind> ofSubject(String id) {
        if (SubjectId.isRegionCode(id)) {
            return Optional.of(REGION);
        }
        return Arrays.stream(values()).filter(kind -> id.startsWith(kind.prefix)).findFirst();
    }
}
