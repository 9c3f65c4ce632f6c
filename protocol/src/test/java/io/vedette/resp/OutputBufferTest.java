package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OutputBufferTest {
    /** Short bulks go another way than long ones, and so do those at the end of their array. */
    private static final int LONGEST = 200;

    @Test
    void bulksOfAnyLengthStandOneBehindTheOther() {
        byte[] text = new byte[LONGEST + 20];
        Random random = new Random(1);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(26));
        }
        OutputBuffer out = new OutputBuffer();
        StringBuilder expected = new StringBuilder();
        for (int length = 0; length <= LONGEST; length++) {
            for (int from : new int[] {0, 5, text.length - length}) {
                out.writeBulk(text, from, length);
                expected.append('$').append(length).append("\r\n");
                expected.append(new String(text, from, length, StandardCharsets.US_ASCII));
                expected.append("\r\n");
            }
        }
        assertEquals(expected.toString(), new String(out.toByteArray(), StandardCharsets.US_ASCII));
    }

    @Test
    void numbersOfAnySizeAreWrittenAsTheirText() {
        OutputBuffer out = new OutputBuffer();
        StringBuilder expected = new StringBuilder();
        for (long power = 1; power > 0; power *= 10) {
            for (long number :
                    new long[] {power - 1, power, power + 1, -power, 1 - power, Long.MAX_VALUE, Long.MIN_VALUE}) {
                out.writeLong(number);
                out.writeHeader(':', number);
                expected.append(number).append(':').append(number).append("\r\n");
            }
        }
        assertEquals(expected.toString(), new String(out.toByteArray(), StandardCharsets.US_ASCII));
    }
}
