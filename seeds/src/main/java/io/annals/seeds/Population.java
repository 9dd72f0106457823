package io.annals.seeds;

import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A synthetic population of Guangzhou's blockchain companies, as commands in the import format.
 *
 * <p>The same seed and number give the same bytes for ever. At {@link #DEFAULT_COMPANIES} its
 * totals are exactly those that the report publishes; at other numbers they are in proportion. No
 * company in it is real: each command cites {@link #SOURCE}. Its commands need the report's regions
 * and parks.
 */
public final class Population {

    /** The seed number of the population that a new registry begins with. */
    public static final long DEFAULT_SEED = 2019;

    /** The number of blockchain companies in Guangzhou on 2019-10-31 by the report. */
    public static final int DEFAULT_COMPANIES = 13_723;

    /** The most companies that a population can have: they need different credit codes. */
    public static final int MAX_COMPANIES = CreditCodes.COUNT;

    /** The id of the source that marks what is synthetic. */
    public static final String SOURCE = "src_synthetic-population";

    private final long seed;
    private final int companies;
    private final Cohorts cohorts;

    private Population(long seed, int companies) {
        this.seed = seed;
        this.companies = companies;
        cohorts = new Cohorts(seed, companies);
    }

    /**
     * The population of a seed number.
     *
     * @param companies how many, all registered from 2010-01-01 to 2019-10-31
     * @throws IllegalArgumentException if companies is negative or above {@link #MAX_COMPANIES}
     */
    public static Population of(long seed, int companies) {
        if (companies < 0 || companies > MAX_COMPANIES) {
            throw new IllegalArgumentException(
                    "companies must be from 0 to " + MAX_COMPANIES + ", not " + companies);
        }
        return new Population(seed, companies);
    }

    /** Number of companies; commands are about two and a half times as many. */
    public int companies() {
        return companies;
    }

    /** The id of the company of an index from 0. */
    public static String id(int index) {
        return "com_syn-" + (index + 1);
    }

    /** One company's commands: its registration, then what followed, by date. */
    public List<ObjectNode> company(int index) {
        return new SyntheticCompany(seed, index, companies, cohorts.place(index)).commands();
    }

    /** All commands, company by company in order of registration; nothing is held in memory. */
    public Stream<ObjectNode> commands() {
        return IntStream.range(0, companies).boxed().mapMulti((i, out) -> company(i).forEach(out));
    }

    /** {@link #commands()} as lines of NDJSON, without their ends. */
    public Stream<String> lines() {
        return commands().map(ObjectNode::toString);
    }
}
