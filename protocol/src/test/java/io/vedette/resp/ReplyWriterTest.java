package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ReplyWriterTest {
    private static String written(int protocol, Consumer<ReplyWriter> reply) {
        OutputBuffer out = new OutputBuffer();
        ReplyWriter writer = new ReplyWriter(out);
        writer.protocol(protocol);
        reply.accept(writer);
        return new String(out.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    private static void check(String resp2, String resp3, Consumer<ReplyWriter> reply) {
        assertEquals(resp2, written(2, reply));
        assertEquals(resp3, written(3, reply));
    }

    @Test
    void eachTypeHasItsFormInBothVersions() {
        check("$-1\r\n", "_\r\n", ReplyWriter::nullBulk);
        check("*-1\r\n", "_\r\n", ReplyWriter::nullArray);
        check("*4\r\n", "%2\r\n", writer -> writer.map(2));
        check("*2\r\n", "~2\r\n", writer -> writer.set(2));
        check("*3\r\n", ">3\r\n", writer -> writer.push(3));
        check(":1\r\n", "#t\r\n", writer -> writer.bool(true));
        check("$3\r\n1.5\r\n", ",1.5\r\n", writer -> writer.doubleValue(1.5));
        check("$2\r\nab\r\n", "=6\r\ntxt:ab\r\n", writer -> writer.verbatim("txt", "ab"));
        check("$2\r\n42\r\n", "(42\r\n", writer -> writer.bigNumber("42"));
        check("$3\r\n\u00c3\u00bcx\r\n", "$3\r\n\u00c3\u00bcx\r\n", writer -> writer.bulk("\u00fcx"));
        check(":-9223372036854775808\r\n", ":-9223372036854775808\r\n", writer -> writer.integer(Long.MIN_VALUE));
    }

    @Test
    void anErrorStaysOneLine() {
        check("-ERR a  b\r\n", "-ERR a  b\r\n", writer -> writer.error("ERR a\r\nb"));
    }

    @Test
    void numbersOfAnyLengthAreWritten() {
        long number = 1;
        for (int digits = 1; digits <= 18; digits++, number *= 10) {
            long shown = number;
            assertEquals(":" + shown + "\r\n", written(2, writer -> writer.integer(shown)));
            assertEquals(":" + (shown - 1) + "\r\n", written(2, writer -> writer.integer(shown - 1)));
            assertEquals(":" + -shown + "\r\n", written(2, writer -> writer.integer(-shown)));
        }
        assertEquals(":" + Long.MAX_VALUE + "\r\n", written(2, writer -> writer.integer(Long.MAX_VALUE)));
    }

    @Test
    void whatIsTakenBackIsNotThere() {
        OutputBuffer out = new OutputBuffer();
        ReplyWriter writer = new ReplyWriter(out);
        writer.ok();
        int mark = out.size();
        writer.bulk("x".repeat(1000));
        out.truncate(mark);
        writer.integer(7);
        assertEquals("+OK\r\n:7\r\n", new String(out.toByteArray(), StandardCharsets.US_ASCII));
    }

    /** Right side: what Redis 7.0.15 answered to ZSCORE. */
    @Test
    void doublesAreWordedAsRedisWordsThem() {
        assertEquals("0.10000000000000001", Doubles.text(0.1));
        assertEquals("3", Doubles.text(3));
        assertEquals("3.1415899999999999", Doubles.text(3.14159));
        assertEquals("1.0000000000000001e-05", Doubles.text(0.00001));
        assertEquals("0.0001", Doubles.text(0.0001));
        assertEquals("10000000000000000", Doubles.text(1e16));
        assertEquals("1e+17", Doubles.text(1e17));
        assertEquals("1.2345678901234568e+17", Doubles.text(123456789012345680.0));
        assertEquals("1e+21", Doubles.text(1e21));
        assertEquals("1.5000000000000001e+300", Doubles.text(1.5e300));
        assertEquals("-1.5", Doubles.text(-1.5));
        assertEquals("inf", Doubles.text(Double.POSITIVE_INFINITY));
        assertEquals("-inf", Doubles.text(Double.NEGATIVE_INFINITY));
        assertEquals("4.9406564584124654e-324", Doubles.text(Double.MIN_VALUE));
        assertEquals("1.7976931348623157e+308", Doubles.text(Double.MAX_VALUE));
    }
}
