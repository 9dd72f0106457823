package io.annals.seeds;

/**
 * Unified social credit codes (GB 32100-2015) as for companies registered in Guangzhou. Their
 * organization codes begin with MAY, which no real company is known to have.
 */
final class CreditCodes {

    /** How many different codes there are: 31⁵. */
    static final int COUNT = 28_629_151;

    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static final int[] ORGANIZATION_WEIGHTS = {3, 7, 9, 10, 5, 8, 4, 2};

    private CreditCodes() {}

    /** The code of a number; different below {@link #COUNT}. */
    static String of(int number) {
        long scattered = (number * 7_777_777L + 12_345_678L) % COUNT;
        var organization = new StringBuilder("MAY");
        for (int i = 0; i < 5; i++) {
            organization.append(ALPHABET.charAt((int) (scattered % 31)));
            scattered /= 31;
        }
        organization.append(organizationCheck(organization));
        String code = "91440101" + organization;
        return code + check(code);
    }

    /** The ninth character of an organization code (GB 11714, modulus 11). */
    private static char organizationCheck(CharSequence eight) {
        int sum = 0;
        for (int i = 0; i < 8; i++) {
            sum += Character.digit(eight.charAt(i), 36) * ORGANIZATION_WEIGHTS[i];
        }
        return "0X987654321".charAt(sum % 11);
    }

    private static char check(String seventeen) {
        int sum = 0;
        int weight = 1;
        for (int i = 0; i < 17; i++) {
            sum += ALPHABET.indexOf(seventeen.charAt(i)) * weight;
            weight = weight * 3 % 31;
        }
        return ALPHABET.charAt((31 - sum % 31) % 31);
    }
}
