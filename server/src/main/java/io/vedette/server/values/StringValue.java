package io.vedette.server.values;

import io.vedette.resp.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A byte string in one of the three forms that Redis tells apart in OBJECT ENCODING. Byte arrays are shared with whoever
 * made the value and must never be changed afterwards. A long one lies elsewhere: {@link LongText}.
 */
public sealed interface StringValue extends Value
        permits StringValue.Int, StringValue.Text, StringValue.Grown, LongText {
    /** Longest string that Redis keeps in one allocation with its header; the border between embstr and raw. */
    int LONGEST_EMBEDDED_BYTES = 44;

    StringValue EMPTY = new Text(new byte[0]);

    /** Redis shares the numbers from 0 up to here among keys, which OBJECT REFCOUNT shows. */
    int SHARED_NUMBERS = 10_000;

    /** The value of a plain SET: a number if the text is exactly how Redis would print one, otherwise text. */
    static StringValue of(byte[] text) {
        if (text.length <= 20 && Ascii.isLong(text)) {
            return new Int(Ascii.parseLong(text));
        }
        return new Text(text);
    }

    static StringValue of(long number) {
        return new Int(number);
    }

    /** Text that is kept as it is, even if it looks like a number (INCRBYFLOAT). */
    static StringValue text(byte[] text) {
        return new Text(text);
    }

    /** Text that was changed in place (APPEND, SETRANGE, SETBIT): raw whatever its length. */
    static StringValue grown(byte[] text) {
        return new Grown(text);
    }

    /** The string's bytes; possibly shared, so they must not be changed. */
    byte[] bytes();

    /** Bytes of the string. */
    int length();

    /** A copy of the part of so many bytes, which lies within the string. */
    default byte[] range(int from, int length) {
        return Arrays.copyOfRange(bytes(), from, from + length);
    }

    @Override
    default boolean exists() {
        return true;
    }

    @Override
    default Type type() {
        return Type.STRING;
    }

    @Override
    default StringValue asString() {
        return this;
    }

    /** A whole number, kept as such: INCR makes no text. */
    record Int(long number) implements StringValue {
        @Override
        public byte[] bytes() {
            return Long.toString(number).getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int length() {
            if (number == Long.MIN_VALUE) {
                return 20;
            }
            int length = number < 0 ? 2 : 1;
            for (long rest = Math.abs(number); rest >= 10; rest /= 10) {
                length++;
            }
            return length;
        }

        @Override
        public String encoding() {
            return "int";
        }
    }

    /** Bytes as they were set. */
    record Text(byte[] bytes) implements StringValue {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public String encoding() {
            return bytes.length <= LONGEST_EMBEDDED_BYTES ? "embstr" : "raw";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Text text && Arrays.equals(bytes, text.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** Bytes that were changed in place at least once. */
    record Grown(byte[] bytes) implements StringValue {
        @Override
        public int length() {
            return bytes.length;
        }

        @Override
        public String encoding() {
            return "raw";
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Grown grown && Arrays.equals(bytes, grown.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
