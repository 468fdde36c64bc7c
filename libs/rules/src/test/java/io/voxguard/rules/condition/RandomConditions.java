package io.voxguard.rules.condition;

import io.voxguard.rules.condition.Fields.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Generator of conditions by docs/wire/rules-grammar.md, some of them corrupted by odd tokens, and of values close to the numbers and strings in them. */
final class RandomConditions {
    private static final String[] INTS = {
        "0", "1", "-1", "2", "7", "60", "9223372036854775807", "-9223372036854775808", "3074457345618258603"
    };
    private static final String[] DOUBLES = {
        "0.0",
        "0.5",
        "1.0",
        "-1.5",
        "0.7",
        "0.1",
        "0.3",
        "33.3",
        "1e-7",
        "2.5E+3",
        "0.8333333333333334",
        "0.333333343",
        "1e30",
        "9223372036854775807.0",
        "16777217.0",
        "-0.0",
        "1e39"
    };
    private static final String[] STRINGS = {
        "", "a", "ab", "+44", "\u00e4\u00df", "\uffff", "\ud835\udcb3", "it's", "\"\\", "\t"
    };
    private static final String[] ODD = {
        "-",
        "!",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "?",
        ":",
        "'",
        "\"",
        "\\",
        "&&",
        "in",
        " in [",
        "u",
        "0x",
        "0",
        "e5",
        ".5",
        "1.",
        "r'a'",
        "'''a'''",
        "b",
        "`",
        "//",
        "/*",
        "\n",
        "\r",
        "\f",
        "\u00a0",
        "\u0085",
        "\u007f",
        "\u0000",
        "{",
        "}",
        ";",
        "null",
        "true",
        "a.b",
        "has(",
        "size(",
        ".size()",
        "\\x41",
        "'\\ud83d'",
        "'\\u0000'",
        "1e400",
        "9223372036854775808",
        "while",
        "@",
        "==",
        "=",
        "|"
    };

    private final Random random;

    RandomConditions(long seed) {
        this.random = new Random(seed);
    }

    String next() {
        String condition = truth(3);
        for (int spoil = random.nextInt(10); spoil > 6; spoil--) {
            int at = random.nextInt(condition.length() + 1);
            int to = random.nextBoolean() ? at : Math.min(condition.length(), at + 1 + random.nextInt(3));
            condition = condition.substring(0, at) + pick(ODD) + condition.substring(to);
        }
        return condition;
    }

    Map<String, Object> values() {
        Map<String, Object> values = new HashMap<>();
        for (Field field : FieldsForTests.FIELDS.all()) {
            values.put(
                    field.name(),
                    switch (field.type()) {
                        case INT -> Long.parseLong(pick(INTS));
                        case DOUBLE -> number();
                        case BOOL -> random.nextBoolean();
                        case STRING -> pick(STRINGS);
                    });
        }
        return values;
    }

    /** A literal's number, its float32, or the next one. */
    private double number() {
        double exact = Double.parseDouble(pick(DOUBLES));
        float narrow = (float) exact;
        double number =
                switch (random.nextInt(5)) {
                    case 0, 1 -> narrow;
                    case 2 -> Math.nextUp(narrow);
                    case 3 -> Math.nextDown(narrow);
                    default -> exact;
                };
        return Double.isInfinite(number) ? exact : number;
    }

    private String truth(int depth) {
        return switch (depth <= 0 ? random.nextInt(3) : random.nextInt(14)) {
            case 0 -> pick("true", "false");
            case 1, 2 -> field(FieldType.BOOL);
            case 3 -> truth(depth - 1) + pick(" && ", "&&", "\n&& ", " // and\n && ") + truth(depth - 1);
            case 4 -> "(" + truth(depth - 1) + " || " + truth(depth - 1) + ")";
            case 5 -> pick("!(", "! (", "!!(") + truth(depth - 1) + ")";
            case 6 -> "(" + truth(depth - 1) + " ? " + truth(depth - 1) + " : " + truth(depth - 1) + ")";
            case 7 -> whole(depth - 1) + comparison() + whole(depth - 1);
            case 8 -> real(depth - 1) + comparison() + real(depth - 1);
            case 9 -> field(FieldType.DOUBLE) + comparison() + pick(DOUBLES);
            case 10 -> pick(DOUBLES) + comparison() + field(FieldType.DOUBLE);
            case 11 -> text(depth - 1) + comparison() + text(depth - 1);
            case 12 -> text(depth - 1) + pick(".startsWith(", ".endsWith(", " . contains( ") + text(depth - 1) + ")";
            default -> member(depth - 1);
        };
    }

    private String member(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> whole(depth) + " in " + list(INTS);
            case 1 -> real(0) + " in " + list(DOUBLES);
            case 2 -> "(" + real(depth) + ") in " + list(DOUBLES);
            default -> text(depth) + " in [" + literal() + ", " + literal() + "]";
        };
    }

    private String list(String... literals) {
        return pick("[" + pick(literals) + "]", "[ " + pick(literals) + ",\t" + pick(literals) + " ]", "[]");
    }

    private String whole(int depth) {
        return switch (depth <= 0 ? random.nextInt(2) : random.nextInt(7)) {
            case 0 -> pick(INTS);
            case 1 -> field(FieldType.INT);
            case 2 -> pick("size(" + text(depth - 1) + ")", text(0) + ".size()");
            case 3 -> "int(" + real(depth - 1) + ")";
            case 4 -> "-(" + whole(depth - 1) + ")";
            case 5 -> "(" + truth(depth - 1) + " ? " + whole(depth - 1) + " : " + whole(depth - 1) + ")";
            default -> "(" + whole(depth - 1) + pick(" + ", " - ", " * ", " / ", " % ", "-") + whole(depth - 1) + ")";
        };
    }

    private String real(int depth) {
        return switch (depth <= 0 ? random.nextInt(3) : random.nextInt(7)) {
            case 0 -> pick(DOUBLES);
            case 1 -> field(FieldType.DOUBLE);
            case 2 -> pick("-", "- ") + field(FieldType.DOUBLE);
            case 3 -> "double(" + whole(depth - 1) + ")";
            case 4 -> "-(" + real(depth - 1) + ")";
            case 5 -> "(" + truth(depth - 1) + " ? " + real(depth - 1) + " : " + real(depth - 1) + ")";
            default -> "(" + real(depth - 1) + pick(" + ", " - ", " * ", " / ") + real(depth - 1) + ")";
        };
    }

    private String text(int depth) {
        return switch (depth <= 0 ? random.nextInt(2) : random.nextInt(4)) {
            case 0 -> literal();
            case 1 -> field(FieldType.STRING);
            case 2 -> "(" + truth(depth - 1) + " ? " + text(depth - 1) + " : " + text(depth - 1) + ")";
            default -> "(" + text(depth - 1) + " + " + text(depth - 1) + ")";
        };
    }

    private String literal() {
        StringBuilder literal = new StringBuilder();
        String quote = pick("'", "\"");
        pick(STRINGS).codePoints().forEach(c -> {
            if (c == quote.charAt(0) || c == '\\') {
                literal.append('\\').appendCodePoint(c);
            } else if (c == '\t') {
                literal.append("\\t");
            } else if (c > 0x7f && random.nextBoolean()) {
                literal.append(c > 0xffff ? "\\U%08x".formatted(c) : "\\u%04X".formatted(c));
            } else {
                literal.appendCodePoint(c);
            }
        });
        return quote + literal + quote;
    }

    private String comparison() {
        return pick(" == ", " != ", " < ", " <= ", " > ", " >= ", "==", ">=");
    }

    private String field(FieldType type) {
        List<Field> fields = FieldsForTests.FIELDS.all().stream()
                .filter(field -> field.type() == type)
                .toList();
        return fields.get(random.nextInt(fields.size())).name();
    }

    private String pick(String... among) {
        return among[random.nextInt(among.length)];
    }
}
