package io.annals.events;

/** The check digit of a unified social credit code (GB 32100-2015, modulus 31). */
public final class CreditCode {

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private CreditCode() {}

    /**
     * The eighteenth character that belongs to the first seventeen.
     *
     * @param code at least 17 characters of the alphabet of GB 32100
     */
    public static char checkDigit(String code) {
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < 17; i++) {
            sum += ALPHABET.indexOf(code.charAt(i)) * weight;
            weight = weight * 3 % 31;
        }
        return ALPHABET.charAt((31 - sum % 31) % 31);
    }

    /** Whether the last character of an 18-character code is its check digit. */
    public static boolean checks(String code) {
        return code.charAt(17) == checkDigit(code);
    }
}
