package io.annals.query.series;

import static io.annals.query.series.Dimension.ACTIVITY;
import static io.annals.query.series.Dimension.CITY;
import static io.annals.query.series.Dimension.DISTRICT;
import static io.annals.query.series.Dimension.INDUSTRY;
import static io.annals.query.series.Dimension.LEVEL;
import static io.annals.query.series.Dimension.PARK;
import static io.annals.query.series.Dimension.PROVINCE;
import static io.annals.query.series.Dimension.SCENARIO;

import io.annals.events.ApplicationFact;
import io.annals.events.CompanyFact;
import io.annals.events.FactType;
import io.annals.events.FundFact;
import io.annals.events.Kind;
import io.annals.events.OrganizationFact;
import io.annals.events.ParkFact;
import io.annals.events.PolicyFact;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** What is counted. A flow counts facts of one type, a stock counts subjects of one status. */
public enum Measure {
    COMPANY_REGISTRATIONS(
            "company-registrations",
            Kind.COMPANY,
            CompanyFact.REGISTERED,
            false,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT, PARK, INDUSTRY, ACTIVITY)),
    COMPANY_DEREGISTRATIONS(
            "company-deregistrations",
            Kind.COMPANY,
            CompanyFact.DEREGISTERED,
            true,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT, PARK, INDUSTRY, ACTIVITY)),
    ACTIVE_COMPANIES(
            "active-companies",
            Kind.COMPANY,
            null,
            false,
            CompanyFact.ACTIVE,
            EnumSet.of(PROVINCE, CITY, DISTRICT, PARK, INDUSTRY, ACTIVITY)),
    PARKS_OPENED(
            "parks-opened",
            Kind.PARK,
            ParkFact.OPENED,
            false,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT)),
    OPEN_PARKS(
            "open-parks",
            Kind.PARK,
            null,
            false,
            ParkFact.OPEN,
            EnumSet.of(PROVINCE, CITY, DISTRICT)),
    POLICIES_ISSUED(
            "policies-issued",
            Kind.POLICY,
            PolicyFact.ISSUED,
            false,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT, LEVEL)),
    ORGANIZATIONS_ESTABLISHED(
            "organizations-established",
            Kind.ORGANIZATION,
            OrganizationFact.ESTABLISHED,
            false,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT)),
    FUNDS_ESTABLISHED(
            "funds-established",
            Kind.FUND,
            FundFact.ESTABLISHED,
            false,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT)),
    APPLICATIONS_LAUNCHED(
            "applications-launched",
            Kind.APPLICATION,
            ApplicationFact.LAUNCHED,
            false,
            null,
            EnumSet.of(PROVINCE, CITY, DISTRICT, SCENARIO));

    private final String text;
    private final Kind kind;
    private final @Nullable FactType fact;
    private final boolean ending;
    private final @Nullable String status;
    private final Set<Dimension> dimensions;

    Measure(
            String text,
            Kind kind,
            @Nullable FactType fact,
            boolean ending,
            @Nullable String status,
            Set<Dimension> dimensions) {
        this.text = text;
        this.kind = kind;
        this.fact = fact;
        this.ending = ending;
        this.status = status;
        this.dimensions = dimensions;
    }

    /** As in paths, answers and the cube. */
    public String text() {
        return text;
    }

    /** Of the subjects that are counted, or to which the facts belong. */
    public Kind kind() {
        return kind;
    }

    /** What its values count: {@code companies}. */
    public String unit() {
        return kind.plural();
    }

    /** The type of the facts that are counted; null for a stock. */
    public @Nullable FactType fact() {
        return fact;
    }

    /** Whether the fact ends something, so that its dimensions are those right before it. */
    public boolean ending() {
        return ending;
    }

    /** The status of the subjects that are counted; null for a flow. */
    public @Nullable String status() {
        return status;
    }

    /** Whether it counts facts: so many in a period; else subjects: so many on a day. */
    public boolean flow() {
        return fact != null;
    }

    /** By what it may be split. */
    public Set<Dimension> dimensions() {
        return dimensions;
    }

    /** The measure of that name. */
    public static Optional<Measure> of(String text) {
        return Arrays.stream(values()).filter(measure -> measure.text.equals(text)).findFirst();
    }
}
