package io.vedette.resp;

/** Floating point numbers as Redis words them. */
public final class Doubles {
    private Doubles() {}

    /** The shortest decimal text that reads back as the same number: {@code inf}, {@code -inf}, {@code nan}, {@code 3}, {@code 0.1}, {@code 1e+21}. */
    public static String text(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == Math.rint(value) && Math.abs(value) < 1e17) {
            return value == 0 && 1 / value < 0 ? "-0" : Long.toString((long) value);
        }
        return exponentLikeC(Double.toString(value));
    }

    /** Java's {@code 1.0E-7} as C's {@code 1e-07}, and Java's exponent form of middling numbers as plain decimals. */
    private static String exponentLikeC(String java) {
        int mark = java.indexOf('E');
        if (mark < 0) {
            return java;
        }
        int exponent = Integer.parseInt(java.substring(mark + 1));
        if (exponent >= -5 && exponent < 17) {
            return new java.math.BigDecimal(java).toPlainString();
        }
        String mantissa = java.substring(0, mark);
        if (mantissa.endsWith(".0")) {
            mantissa = mantissa.substring(0, mantissa.length() - 2);
        }
        int size = Math.abs(exponent);
        return mantissa + (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
    }
}
