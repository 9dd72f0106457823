package io.annals.query.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The figures of published numbers that the model report has, each with its indicators' codes. */
enum Figure {
    GDP(
            "economy",
            "GDP and the output of the three sectors",
            "gdp",
            "gdp-growth",
            "gdp-primary",
            "gdp-primary-growth",
            "gdp-secondary",
            "gdp-secondary-growth",
            "gdp-tertiary",
            "gdp-tertiary-growth"),
    FINANCE(
            "economy",
            "Disposable financial resources and fiscal expenditure",
            "disposable-financial-resources",
            "disposable-financial-resources-growth",
            "fiscal-expenditure",
            "fiscal-expenditure-growth"),
    HIGH_TECH(
            "economy",
            "High-tech enterprises",
            "high-tech-enterprises",
            "high-tech-enterprises-rise",
            "high-tech-enterprises-growth"),
    RESEARCH(
            "research",
            "R&D expenditure and personnel",
            "rd-expenditure",
            "rd-expenditure-growth",
            "rd-expenditure-share",
            "rd-expenditure-industrial",
            "rd-expenditure-industrial-growth",
            "rd-personnel",
            "rd-personnel-industrial",
            "rd-personnel-industrial-growth"),
    PATENTS(
            "research",
            "Patents and the share of high-tech products in industrial output",
            "patent-applications",
            "patent-applications-growth",
            "patents-granted",
            "high-tech-output-share",
            "high-tech-output-share-rise"),
    GRADUATES("talent", "Graduates", "training-units", "master-graduates", "doctor-graduates"),
    PROFESSIONALS(
            "talent",
            "Professional and technical personnel",
            "professionals",
            "professionals-senior"),
    PARKS("parks", "Blockchain industrial parks, as published", "blockchain-parks"),
    COMPANIES(
            "companies",
            "Blockchain companies, as published",
            "blockchain-companies",
            "blockchain-companies-growth",
            "blockchain-company-registrations",
            "blockchain-company-registrations-growth",
            "blockchain-companies-operating");

    private final String chapter;
    private final String title;
    private final List<String> codes;

    Figure(String chapter, String title, String... codes) {
        this.chapter = chapter;
        this.title = title;
        this.codes = List.of(codes);
    }

    String chapter() {
        return chapter;
    }

    String title() {
        return title;
    }

    /** In the order in which they are shown. */
    List<String> codes() {
        return codes;
    }

    /** Whether it compares places: it shows every region of which its numbers are published. */
    boolean compares() {
        return this == PARKS || this == COMPANIES;
    }

    static Optional<Figure> of(String code) {
        return Arrays.stream(values()).filter(figure -> figure.codes.contains(code)).findFirst();
    }
}
