package io.annals.events;

import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;

/** The form of subject ids: a prefix that tells the kind, then 1–64 of {@code [A-Za-z0-9_-]}. */
public final class SubjectId {

    private static final Pattern TAIL = Pattern.compile("[A-Za-z0-9_-]{1,64}");
    private static final Pattern REGION_CODE = Pattern.compile("CN|[1-9][0-9]{5}");

    private SubjectId() {}

    /** Whether the text is {@code CN} or a six-digit GB/T 2260 code. */
    public static boolean isRegionCode(String id) {
        return REGION_CODE.matcher(id).matches();
    }

    /** Whether the text has the form of an id of this kind. */
    public static boolean fits(Kind kind, String id) {
        if (kind == Kind.REGION && isRegionCode(id)) {
            return true;
        }
        return id.startsWith(kind.prefix())
                && TAIL.matcher(id.substring(kind.prefix().length())).matches();
    }

    /**
     * An id from a moment and 74 random bits: the kind's prefix and a UUIDv7 (RFC 9562).
     *
     * @param random at least 74 random bits in two longs
     */
    public static String of(Kind kind, Instant now, long random, long moreRandom) {
        return kind.prefix() + uuid7(now, random, moreRandom);
    }

    /** A UUIDv7 (RFC 9562) from a moment (milliseconds) and random bits. */
    public static UUID uuid7(Instant now, long random, long moreRandom) {
        long high = (now.toEpochMilli() << 16) | 0x7000L | (random & 0x0FFFL);
        long low = (moreRandom & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }
}
