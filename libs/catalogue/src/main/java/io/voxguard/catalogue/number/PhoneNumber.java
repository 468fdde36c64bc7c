package io.voxguard.catalogue.number;

import org.jspecify.annotations.Nullable;

/** Phone numbers as calls have them. Numbers are never rewritten: they are keys. */
public final class PhoneNumber {
    private static final int MIN_INTERNATIONAL_DIGITS = 7;

    private PhoneNumber() {}

    /** Returns whether a number is written with +, so that its first digits are a country code. */
    public static boolean isInternational(String number) {
        return number.charAt(0) == '+';
    }

    /** Returns the index of the first digit: 1 after a +, else 0. */
    public static int firstDigit(String number) {
        return !number.isEmpty() && number.charAt(0) == '+' ? 1 : 0;
    }

    /** Returns the number of digits. */
    public static int digits(String number) {
        return number.length() - firstDigit(number);
    }

    /** Returns the number of leading digits that two numbers have in common. */
    public static int commonDigits(String a, String b) {
        int i = firstDigit(a);
        int j = firstDigit(b);
        int common = 0;
        while (i < a.length() && j < b.length() && a.charAt(i) == b.charAt(j)) {
            i++;
            j++;
            common++;
        }
        return common;
    }

    /** Returns whether both numbers are written with + and have different country codes. */
    public static boolean acrossBorders(String a, String b) {
        if (!isInternational(a) || !isInternational(b)) {
            return false;
        }
        int length = CountryCode.length(a);
        return length != CountryCode.length(b) || !a.regionMatches(1, b, 1, length);
    }

    /** Returns the country code of a number written with + and at least 3 digits; null without +. */
    public static @Nullable String countryCode(String number) {
        return isInternational(number) ? number.substring(1, 1 + CountryCode.length(number)) : null;
    }

    /** Returns whether a number with + is possible: first digit not 0, 7 to 15 digits, 11 for country code 1. True without +. */
    public static boolean isPlausible(String number) {
        if (!isInternational(number)) {
            return true;
        }
        int digits = digits(number);
        return number.charAt(1) != '0'
                && digits >= MIN_INTERNATIONAL_DIGITS
                && (number.charAt(1) != '1' || digits == 11);
    }
}
