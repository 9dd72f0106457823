package io.annals.seeds;

import static io.annals.seeds.Cohorts.Tenancy.E_VALLEY;
import static io.annals.seeds.Cohorts.Tenancy.E_VALLEY_LEFT;
import static io.annals.seeds.Cohorts.Tenancy.INNOVATION_CENTER;
import static io.annals.seeds.Cohorts.Tenancy.INNOVATION_CENTER_AFTER_E_VALLEY;
import static io.annals.seeds.Cohorts.Tenancy.INNOVATION_CENTER_LEFT;
import static io.annals.seeds.Cohorts.Tenancy.NONE;
import static io.annals.seeds.District.BAIYUN;
import static io.annals.seeds.District.HAIZHU;
import static io.annals.seeds.District.HUANGPU;
import static io.annals.seeds.District.LUOGANG;
import static io.annals.seeds.District.NANSHA;
import static io.annals.seeds.District.PANYU;
import static io.annals.seeds.District.TIANHE;
import static io.annals.seeds.District.YUEXIU;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where and when each company of a population is registered, and what part it plays in the totals:
 * all by counting, so that totals are exact and a company is known from its index alone.
 */
final class Cohorts {

    static final int FIRST_YEAR = 2010;

    /**
     * Registrations in 2010 to 2019 (to 10-31). That 2,180 are those of 2017 is one reading of the
     * report.
     */
    private static final int[] REGISTERED = {12, 18, 25, 41, 77, 156, 342, 2180, 6537, 4335};

    private static final int STANDARD = Arrays.stream(REGISTERED).sum();
    private static final int IN_LUOGANG = 23;
    private static final int LUOGANG_YEARS = 4;

    /** What a company has to do with parks by the day of the census. */
    enum Tenancy {
        NONE,
        INNOVATION_CENTER,
        INNOVATION_CENTER_AFTER_E_VALLEY,
        INNOVATION_CENTER_LEFT,
        E_VALLEY,
        E_VALLEY_LEFT
    }

    /** A move to another district in a year. */
    record Move(District to, int year) {}

    /**
     * Some companies registered in one district in one year that share a part.
     *
     * @param size how many of the standard population
     * @param operating reported as operating at the census, in Huangpu
     */
    record Band(
            int year,
            District home,
            int size,
            boolean operating,
            Tenancy tenancy,
            List<Move> moves) {

        static Band moving(int year, District home, int size, boolean operating, Move... moves) {
            return new Band(year, home, size, operating, NONE, List.of(moves));
        }

        static Band staying(int year, int size, boolean operating, Tenancy tenancy) {
            return new Band(year, HUANGPU, size, operating, tenancy, List.of());
        }
    }

    /**
     * Moves go in circles: closed on 2019-10-31, open at the end of 2018 (Tianhe −52, Huangpu
     * +132). Operating in Huangpu: 30 that came and 267 that stayed, together 297. Tenants of the
     * Innovation Center: 53. Bands that move stand first in their cohort, so that circles close in
     * a population of any size.
     */
    private static final List<Band> BANDS =
            List.of(
                    Band.moving(
                            2016,
                            TIANHE,
                            12,
                            false,
                            new Move(HUANGPU, 2018),
                            new Move(TIANHE, 2019)),
                    Band.moving(2017, TIANHE, 30, true, new Move(HUANGPU, 2018)),
                    Band.moving(2017, TIANHE, 90, false, new Move(HUANGPU, 2018)),
                    Band.moving(2018, HUANGPU, 120, false, new Move(PANYU, 2019)),
                    Band.moving(2018, PANYU, 120, false, new Move(TIANHE, 2019)),
                    Band.moving(2017, BAIYUN, 80, false, new Move(TIANHE, 2018)),
                    Band.moving(2018, TIANHE, 80, false, new Move(HAIZHU, 2019)),
                    Band.moving(2018, HAIZHU, 80, false, new Move(BAIYUN, 2019)),
                    Band.moving(2017, YUEXIU, 25, false, new Move(NANSHA, 2018)),
                    Band.moving(2018, NANSHA, 25, false, new Move(YUEXIU, 2019)),
                    Band.staying(2015, 2, true, NONE),
                    Band.staying(2016, 3, true, INNOVATION_CENTER_AFTER_E_VALLEY),
                    Band.staying(2016, 12, true, NONE),
                    Band.staying(2017, 15, true, INNOVATION_CENTER_AFTER_E_VALLEY),
                    Band.staying(2017, 10, true, E_VALLEY),
                    Band.staying(2017, 45, true, NONE),
                    Band.staying(2017, 6, false, E_VALLEY_LEFT),
                    Band.staying(2018, 22, true, INNOVATION_CENTER),
                    Band.staying(2018, 8, false, INNOVATION_CENTER),
                    Band.staying(2018, 9, true, INNOVATION_CENTER_LEFT),
                    Band.staying(2018, 15, true, E_VALLEY),
                    Band.staying(2018, 84, true, NONE),
                    Band.staying(2018, 8, false, E_VALLEY_LEFT),
                    Band.staying(2019, 5, true, INNOVATION_CENTER),
                    Band.staying(2019, 45, true, NONE));

    /**
     * One company's place.
     *
     * @param nth its number among those registered in its year, by date, from 0
     * @param ofYear how many are registered in its year
     */
    record Place(int year, District home, int nth, int ofYear, Band part) {

        /** The district in which it lies at the census, by today's borders. */
        District atCensus() {
            return part.moves().isEmpty() ? home.today() : part.moves().getLast().to();
        }
    }

    private final int companies;
    private final long seed;
    private final int[] perYear;
    private final int[][] perYearAndDistrict;

    Cohorts(long seed, int companies) {
        this.seed = seed;
        this.companies = companies;
        perYear = apportion(companies, REGISTERED);
        perYearAndDistrict = spread();
    }

    private int[][] spread() {
        int[] firstYears = Arrays.copyOf(perYear, LUOGANG_YEARS);
        int luogang = Math.min(scaled(IN_LUOGANG), Arrays.stream(firstYears).sum());
        int[] left = apportion(companies, IntStream.of(shares()).toArray());
        luogang = Math.min(luogang, left[HUANGPU.ordinal()]);
        left[HUANGPU.ordinal()] -= luogang;
        int[] inLuogang = Arrays.copyOf(apportion(luogang, firstYears), perYear.length);
        var table = new int[perYear.length][];
        for (int year = 0; year < perYear.length; year++) {
            table[year] = apportion(perYear[year] - inLuogang[year], left);
            for (int district = 0; district < left.length; district++) {
                left[district] -= table[year][district];
            }
            table[year][LUOGANG.ordinal()] = inLuogang[year];
        }
        return table;
    }

    private static int[] shares() {
        return Arrays.stream(District.values()).mapToInt(district -> district.share).toArray();
    }

    /**
     * Shares a total out in proportion to weights, by largest remainder; no share is above its
     * weight if the total is not.
     */
    static int[] apportion(int total, int[] weights) {
        long sum = Arrays.stream(weights).asLongStream().sum();
        if (sum == 0) {
            return new int[weights.length];
        }
        int[] shares = Arrays.stream(weights).map(w -> (int) ((long) total * w / sum)).toArray();
        IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> -((long) total * weights[i] % sum)))
                .limit(total - Arrays.stream(shares).sum())
                .forEach(i -> shares[i]++);
        return shares;
    }

    private int scaled(int ofStandard) {
        return (int) ((long) ofStandard * companies / STANDARD);
    }

    /** The place of the company of that index; indices run by date of registration. */
    Place place(int index) {
        int year = 0;
        int nth = index;
        while (nth >= perYear[year]) {
            nth -= perYear[year++];
        }
        int rank = shuffled(nth, perYear[year]);
        int district = 0;
        while (rank >= perYearAndDistrict[year][district]) {
            rank -= perYearAndDistrict[year][district++];
        }
        District home = District.values()[district];
        return new Place(
                FIRST_YEAR + year, home, nth, perYear[year], part(FIRST_YEAR + year, home, rank));
    }

    /** A permutation of the numbers below {@code count}. */
    private int shuffled(int nth, int count) {
        long step = Math.max(1, Math.round(count * 0.6180339887));
        while (gcd(step, count) != 1) {
            step++;
        }
        return (int) ((nth * step + Math.floorMod(seed, (long) count)) % count);
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private Band part(int year, District home, int rank) {
        int end = 0;
        for (Band band : BANDS) {
            if (band.year() == year && band.home() == home) {
                end += band.size();
                if (rank < scaled(end)) {
                    return band;
                }
            }
        }
        return new Band(year, home, 0, false, NONE, List.of());
    }
}
