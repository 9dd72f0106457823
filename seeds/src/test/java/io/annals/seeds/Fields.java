package io.annals.seeds;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The fields that each command of the seeds may state, by the contract. */
final class Fields {

    private static final Map<String, String> ALLOWED =
            Map.ofEntries(
                    Map.entry("sources.cite", "title publisher author publishedOn url file"),
                    Map.entry("regions.establish", "code name nameEn nameZh level parent partOf"),
                    Map.entry("regions.rename", "name nameEn nameZh"),
                    Map.entry("regions.merge-into", "into"),
                    Map.entry(
                            "parks.open",
                            "name nameEn nameZh aliases region address landArea buildingArea"
                                    + " operator founders positioning capacity services"),
                    Map.entry("parks.resize", "landArea buildingArea capacity"),
                    Map.entry("parks.change-operator", "operator"),
                    Map.entry("parks.report-occupancy", "tenants occupancyRate of"),
                    Map.entry("parks.offer-services", "services"),
                    Map.entry("parks.grant-policy", "policy"),
                    Map.entry(
                            "policies.issue",
                            "title titleEn documentNumber versionLabel issuer level region topics"
                                    + " measures validUntil"),
                    Map.entry(
                            "organizations.establish",
                            "name nameEn nameZh aliases type region founders founderCount seats"
                                    + " purpose"),
                    Map.entry(
                            "funds.establish",
                            "name nameEn nameZh aliases manager size region focus"),
                    Map.entry("funds.record-investment", "project company amount projectsTotal"),
                    Map.entry(
                            "applications.launch",
                            "name nameEn nameZh scenario operator region description"),
                    Map.entry("applications.describe", "description"),
                    Map.entry("definitions.adopt", "code name keywords fields activity"),
                    Map.entry(
                            "indicators.define",
                            "code name nameEn nameZh unit about frequency priceBasis measure"),
                    Map.entry("indicators.publish", "period value reading statement"),
                    Map.entry("indicators.relate", "relation to"),
                    Map.entry(
                            "companies.register",
                            "name nameEn nameZh creditCode region address industry businessScope"
                                    + " products registeredCapital"),
                    Map.entry("companies.rename", "name nameEn nameZh"),
                    Map.entry("companies.relocate", "region address"),
                    Map.entry("companies.change-scope", "businessScope"),
                    Map.entry("companies.change-industry", "industry"),
                    Map.entry("companies.declare-products", "products"),
                    Map.entry("companies.identify", "creditCode"),
                    Map.entry("companies.report-activity", "activity evidence"),
                    Map.entry("companies.join-park", "park"),
                    Map.entry("companies.leave-park", "park"),
                    Map.entry("companies.deregister", "reason"),
                    Map.entry("companies.reinstate", "reason"));

    private Fields() {}

    /** The fields that the line states beside those that every line has. */
    static Set<String> of(JsonNode line) {
        var fields = new TreeSet<String>(line.propertyNames());
        fields.removeAll(Set.of("command", "id", "key", "effectiveOn", "source", "note"));
        return fields;
    }

    static Set<String> allowed(JsonNode line) {
        String command = line.get("command").stringValue();
        return command.endsWith(".correct")
                ? Set.of("sequence", "data", "reason")
                : Set.of(ALLOWED.get(command).split(" "));
    }
}
