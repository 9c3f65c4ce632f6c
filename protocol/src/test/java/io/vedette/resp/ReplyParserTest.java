package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyParserTest {
    private static final String EVERY_TYPE =
            "+OK\r\n-ERR no\r\n:-5\r\n$3\r\na\r\n\r\n$-1\r\n*-1\r\n_\r\n*2\r\n:1\r\n*1\r\n$1\r\nx\r\n"
                    + "%1\r\n+k\r\n:2\r\n~2\r\n+a\r\n+b\r\n,1.5\r\n,inf\r\n#t\r\n#f\r\n(12345678901234567890\r\n=7\r\ntxt:abc\r\n"
                    + ">2\r\n+message\r\n$2\r\nhi\r\n!7\r\nERR bad\r\n*0\r\n%0\r\n|1\r\n+ttl\r\n:9\r\n+behind\r\n";

    private static List<Reply> parse(byte[]... chunks) throws ProtocolException {
        ReplyParser parser = new ReplyParser();
        List<Reply> replies = new ArrayList<>();
        for (byte[] chunk : chunks) {
            parser.feed(chunk, 0, chunk.length);
            while (parser.advance()) {
                replies.add(parser.reply());
            }
        }
        return replies;
    }

    @Test
    void chunksThatAreHandedOverAreReadLikeCopies() throws ProtocolException {
        byte[] all = bytes(EVERY_TYPE);
        List<Reply> copied = parse(all.clone());
        for (int size = 1; size <= all.length; size++) {
            ReplyParser parser = new ReplyParser();
            List<Reply> replies = new ArrayList<>();
            for (int start = 0; start < all.length; start += size) {
                parser.feed(Arrays.copyOfRange(all, start, Math.min(all.length, start + size)));
                while (parser.advance()) {
                    replies.add(parser.reply());
                }
            }
            assertEquals(texts(copied), texts(replies), "in chunks of " + size);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everyTypeIsRead() throws ProtocolException {
        List<Reply> replies = parse(bytes(EVERY_TYPE));
        assertEquals(
                List.of(
                        "Simple",
                        "Failure",
                        "Int",
                        "Bulk",
                        "Null",
                        "Null",
                        "Null",
                        "Array",
                        "MapReply",
                        "SetReply",
                        "DoubleReply",
                        "DoubleReply",
                        "Bool",
                        "Bool",
                        "BigNumber",
                        "Verbatim",
                        "Push",
                        "Failure",
                        "Array",
                        "MapReply",
                        "Simple"),
                replies.stream().map(reply -> reply.getClass().getSimpleName()).toList());
        assertEquals("a\r\n", replies.get(3).text());
        assertEquals("1 x", replies.get(7).text());
        assertEquals("k 2", replies.get(8).text());
        assertEquals(
                Double.POSITIVE_INFINITY,
                assertInstanceOf(Reply.DoubleReply.class, replies.get(11)).value());
        assertEquals("abc", replies.get(15).text());
        assertEquals("behind", replies.get(20).text());
    }

    @Test
    void everySplitGivesTheSameReplies() throws ProtocolException {
        byte[] all = bytes(EVERY_TYPE);
        List<String> whole = texts(parse(all));
        for (int cut = 1; cut < all.length; cut++) {
            byte[] head = java.util.Arrays.copyOfRange(all, 0, cut);
            byte[] tail = java.util.Arrays.copyOfRange(all, cut, all.length);
            assertEquals(whole, texts(parse(head, tail)), "cut at " + cut);
        }
    }

    private static List<String> texts(List<Reply> replies) {
        return replies.stream()
                .map(reply -> reply.getClass().getSimpleName() + " " + reply.text())
                .toList();
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(ProtocolException.class, () -> parse(bytes("hello\r\n")));
        assertThrows(ProtocolException.class, () -> parse(bytes(":x\r\n")));
        assertThrows(ProtocolException.class, () -> parse(bytes("$-2\r\n")));
        assertThrows(ProtocolException.class, () -> parse(bytes("*1\r\n".repeat(ReplyParser.MAX_DEPTH + 1))));
        assertThrows(ProtocolException.class, () -> parse(bytes("+" + "x".repeat(ReplyParser.MAX_LINE_BYTES + 1))));
    }

    @Test
    void aLargeBulkComesThrough() throws ProtocolException {
        String body = "y".repeat(3_000_000);
        List<Reply> replies = parse(bytes("$3000000\r\n"), bytes(body), bytes("\r\n+OK\r\n"));
        assertEquals(body, replies.get(0).text());
        assertTrue(replies.get(1) instanceof Reply.Simple);
    }
}
