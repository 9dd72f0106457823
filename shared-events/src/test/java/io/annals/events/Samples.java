package io.annals.events;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One event of every type for every kind, with every member that it can have. */
final class Samples {

    private static final List<String> DATES =
            List.of("2017-09-04", "2017-09", "2017", "..2019-10", "..2019-10-31", "..1980");

    private static final Map<String, String> VALUES =
            Map.ofEntries(
                    Map.entry("about", "'440100'"),
                    Map.entry("activity", "'operating'"),
                    Map.entry("address", "'136 Banhe Road, Huangpu District'"),
                    Map.entry("aliases", "['Innovation Center','国际创新中心']"),
                    Map.entry("amount", "{'amount':{'about':300},'currency':'USD'}"),
                    Map.entry("answer", "'{\\'items\\':[]}\\n'"),
                    Map.entry("author", "'A. Author'"),
                    Map.entry("buildingArea", "61307.30"),
                    Map.entry("businessScope", "'区块链技术服务; software\\nconsulting'"),
                    Map.entry("by", "'pol_huangpu-2'"),
                    Map.entry("capacity", "{'about':300}"),
                    Map.entry("code", "'keyword'"),
                    Map.entry("company", "'com_patek'"),
                    Map.entry("count", "{'moreThan':54}"),
                    Map.entry("creditCode", "'914403001922038216'"),
                    Map.entry("description", "'invoices on a chain'"),
                    Map.entry("documentNumber", "'穗开管办〔2017〕1号'"),
                    Map.entry("evidence", "'shown at the fair, booth 7'"),
                    Map.entry("fields", "['name','formerName','businessScope','products']"),
                    Map.entry("file", "'report.pdf'"),
                    Map.entry("focus", "'blockchain start-ups'"),
                    Map.entry("founderCount", "54"),
                    Map.entry(
                            "founders",
                            "['Huangpu District Government',{'name':'Patek','id':'com_patek'}]"),
                    Map.entry("frequency", "'quarter'"),
                    Map.entry("industry", "'I6510'"),
                    Map.entry("into", "'440112'"),
                    Map.entry("issuer", "'Huangpu District Government'"),
                    Map.entry("keywords", "['区块链','blockchain']"),
                    Map.entry("landArea", "{'from':15104,'to':15104.5}"),
                    Map.entry("level", "'district'"),
                    Map.entry("manager", "'Guangzhou Fund'"),
                    Map.entry(
                            "measure",
                            "{'name':'active-companies','definition':'keyword','by':{'activity':'operating','park':'prk_innovation-center','industry':'I65'}}"),
                    Map.entry("measures", "['rent subsidy','talent reward']"),
                    Map.entry("mediaType", "'application/json'"),
                    Map.entry("members", "['Tencent',{'name':'Patek','id':'com_patek'}]"),
                    Map.entry("name", "'Guangzhou Chain'"),
                    Map.entry("nameEn", "'Guangzhou Chain Ltd.'"),
                    Map.entry("nameZh", "'广州链有限公司'"),
                    Map.entry("occupancyRate", "{'moreThan':0.60}"),
                    Map.entry("of", "'area'"),
                    Map.entry("operator", "{'name':'Patek','id':'com_patek'}"),
                    Map.entry("parent", "'440100'"),
                    Map.entry("park", "'prk_innovation-center'"),
                    Map.entry("partOf", "['reg_gdd']"),
                    Map.entry("period", "'2018-Q4'"),
                    Map.entry("policy", "'pol_huangpu-1'"),
                    Map.entry("positioning", "'radiates south China'"),
                    Map.entry("priceBasis", "'comparable prices'"),
                    Map.entry("project", "'a chain of cold storage'"),
                    Map.entry("projectsTotal", "{'atLeast':12}"),
                    Map.entry("products", "['ledger','💡 lamp']"),
                    Map.entry("publishedOn", "'2019-11'"),
                    Map.entry("publisher", "'Institute'"),
                    Map.entry("purpose", "'to set standards'"),
                    Map.entry("reading", "'flow'"),
                    Map.entry("reason", "'on application'"),
                    Map.entry("region", "'440112'"),
                    Map.entry("registeredCapital", "{'amount':5000000.00,'currency':'CNY'}"),
                    Map.entry("relation", "'ratio'"),
                    Map.entry("scenario", "'supply-chain'"),
                    Map.entry("seats", "[{'region':'440112','role':'headquarters'}]"),
                    Map.entry("services", "['legal','funding']"),
                    Map.entry(
                            "sha256",
                            "'e813d564bccbeefe1db875d1c9abb55d63c52b639acc61134a5f1d19cc489b67'"),
                    Map.entry("size", "{'amount':1000000000,'currency':'CNY'}"),
                    Map.entry("statement", "'grew by 5.2 %'"),
                    Map.entry("tenants", "53"),
                    Map.entry("title", "'Measures for Blockchain'"),
                    Map.entry("titleEn", "'Measures'"),
                    Map.entry("to", "['ind_gdp','ind_population']"),
                    Map.entry("topics", "['subsidies']"),
                    Map.entry("type", "'alliance'"),
                    Map.entry("unit", "'CNY'"),
                    Map.entry("url", "'https://example.org/report'"),
                    Map.entry("validUntil", "'2020-12-07'"),
                    Map.entry("value", "-0.052"),
                    Map.entry("versionLabel", "'2.0'"));

    /** Where a kind takes other values than the rest. */
    private static final Map<String, String> VALUES_OF_KINDS =
            Map.of(
                    "region.code", "'440112'",
                    "citation.url", "'/api/v1/companies?validAt=2019-10-31&knownAt=@1234'");

    private Samples() {}

    /** The samples by their stored names. */
    static Map<String, Event> all() {
        Map<String, Event> all = new TreeMap<>();
        for (Kind kind : Kind.values()) {
            List<EventType> types = new ArrayList<>(kind.facts());
            types.addAll(List.of(Amendment.values()));
            for (EventType type : types) {
                all.put(type.storedName(kind), sample(kind, type, types.indexOf(type)));
            }
        }
        return all;
    }

    private static Event sample(Kind kind, EventType type, int at) {
        boolean amends = type == Amendment.CORRECTED || type == Amendment.RETRACTED;
        return new Event(
                "016e1f55-70c0-7000-8000-0000000000%02d".formatted(at),
                kind == Kind.REGION ? "440112" : kind.prefix() + "sample",
                kind,
                at,
                type,
                switch (dating(kind, type)) {
                    case STATED -> EffectiveDate.parse(DATES.get(at % DATES.size())).orElseThrow();
                    case END_OF_PERIOD -> EffectiveDate.parse("2018-12-31").orElseThrow();
                    case NONE -> null;
                },
                "registrar-1",
                kind.sourced()
                        ? new SourceRef("src_guangzhou-2019", "page 7", "\"原文\" of the source")
                        : null,
                "seen in the original",
                amends ? 0L : null,
                type instanceof Amendment ? "misread" : null,
                data(kind, type));
    }

    private static FactType.Dating dating(Kind kind, EventType type) {
        return switch (type) {
            case FactType fact -> fact.dating();
            case Amendment amendment ->
                    amendment == Amendment.CORRECTED
                            ? kind.founding().dating()
                            : FactType.Dating.NONE;
        };
    }

    private static ObjectNode data(Kind kind, EventType type) {
        return switch (type) {
            case FactType fact -> data(fact);
            case Amendment amendment ->
                    switch (amendment) {
                        case CORRECTED -> data(kind.founding());
                        case RETRACTED -> Json.object();
                        case VOIDED -> Json.object().put("duplicateOf", other(kind));
                    };
        };
    }

    private static String other(Kind kind) {
        return kind == Kind.REGION ? "440116" : kind.prefix() + "other";
    }

    private static ObjectNode data(FactType fact) {
        ObjectNode data = Json.object();
        fact.fields().forEach(field -> data.set(field.name(), value(fact.kind(), field.name())));
        return data;
    }

    private static JsonNode value(Kind kind, String field) {
        String value =
                VALUES_OF_KINDS.getOrDefault(kind.singular() + "." + field, VALUES.get(field));
        if (value == null) {
            throw new AssertionError("no sample value for the field " + field);
        }
        return Json.read(value.replace('\'', '"'));
    }
}
