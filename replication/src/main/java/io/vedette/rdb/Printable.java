package io.vedette.rdb;

/** Bytes as text for messages: anything but plain ASCII is escaped, long ones are cut. */
final class Printable {
    private static final int LONGEST = 128;

    private Printable() {}

    static String text(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length && i < LONGEST; i++) {
            int b = bytes[i] & 0xff;
            if (b >= ' ' && b < 127 && b != '\\') {
                text.append((char) b);
            } else {
                text.append(String.format("\\x%02x", b));
            }
        }
        return bytes.length > LONGEST ? text + "..." : text.toString();
    }
}
