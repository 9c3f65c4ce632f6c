package io.vedette.resp;

import java.util.Locale;

/** What INFO answers: sections of fields, one field a line, and how numbers are told there. */
public final class InfoFields {
    private static final long KILO = 1_024;
    /** Up to here a thousandth is still told apart. */
    private static final double LARGEST_SCALED = 1e9;

    private final StringBuilder text = new StringBuilder();

    public InfoFields() {}

    /** Begins a section: a blank line stands between two. */
    public void section(String name) {
        text.append(text.isEmpty() ? "# " : "\r\n# ").append(name).append("\r\n");
    }

    public void add(String field, long value) {
        text.append(field).append(':').append(value).append("\r\n");
    }

    public void add(String field, String value) {
        text.append(field).append(':').append(value).append("\r\n");
    }

    /** With two digits behind the point. */
    public void add(String field, double value) {
        add(field, decimal(value));
    }

    /** Several fields that are one after the other 0: for what cannot happen here. */
    public void zero(String... fields) {
        for (String field : fields) {
            add(field, 0);
        }
    }

    /** Whole lines. */
    public void lines(String lines) {
        text.append(lines);
    }

    @Override
    public String toString() {
        return text.toString();
    }

    public static String decimal(double value) {
        return decimal(value, 2);
    }

    /** With so many digits behind the point, up to 3. By hand: INFO has dozens of these, and a formatter is slow where it is rarely used. */
    public static String decimal(double value, int digits) {
        int unit = digits == 3 ? 1_000 : digits == 2 ? 100 : 10;
        if (!(Math.abs(value) < LARGEST_SCALED)) {
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
        long scaled = Math.round(Math.abs(value) * unit);
        String part = Long.toString(unit + scaled % unit).substring(1);
        return (value < 0 && scaled > 0 ? "-" : "") + scaled / unit + "." + part;
    }

    /** Without a part that is nothing. */
    public static String shortest(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    public static String percent(double part, double whole) {
        return decimal(whole == 0 ? 0 : part * 100 / whole) + "%";
    }

    /** A size as people read it: {@code 1.50M}. */
    public static String human(long bytes) {
        if (bytes < KILO) {
            return bytes + "B";
        }
        double value = bytes;
        int unit = -1;
        while (value >= KILO && unit < 4) {
            value /= KILO;
            unit++;
        }
        return decimal(value) + "KMGTP".charAt(unit);
    }
}
