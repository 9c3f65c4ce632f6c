package io.vedette.launcher.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vedette.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected texts were taken from redis-cli 7.0.15. */
class ReplyTextTest {
    @Test
    void scalarsShowTheirTypeOnATerminal() {
        assertEquals("OK\n", pretty(new Reply.Simple("OK")));
        assertEquals("(error) ERR no\n", pretty(new Reply.Failure("ERR no")));
        assertEquals("(integer) 7\n", pretty(new Reply.Int(7)));
        assertEquals("(nil)\n", pretty(new Reply.Null()));
        assertEquals("(double) 3.141\n", pretty(new Reply.DoubleReply("3.141")));
        assertEquals("(true)\n", pretty(new Reply.Bool(true)));
    }

    @Test
    void bytesAreQuotedOnATerminal() {
        byte[] bytes = {'a', 1, '\\', '"', (byte) 0xc3, (byte) 0xa9, '\t'};
        assertEquals("\"a\\x01\\\\\\\"\\xc3\\xa9\\t\"\n", pretty(new Reply.Bulk(bytes)));
    }

    @Test
    void nestedListsAreIndentedUnderTheirNumber() {
        Reply inner = new Reply.Array(List.of(bulk("x"), new Reply.Int(2)));
        Reply reply = new Reply.Array(List.of(new Reply.Int(1), inner, new Reply.Array(List.of())));
        assertEquals("1) (integer) 1\n2) 1) \"x\"\n   2) (integer) 2\n3) (empty array)\n", pretty(reply));
    }

    @Test
    void numbersOfLongListsAreRightAligned() {
        List<Reply> items = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            items.add(new Reply.Int(i));
        }
        String text = pretty(new Reply.Array(items));
        assertEquals(" 1) (integer) 0", text.lines().findFirst().orElseThrow());
        assertEquals("10) (integer) 9", text.lines().skip(9).findFirst().orElseThrow());
    }

    @Test
    void aMapValueOfSeveralLinesBeginsOnItsOwnLine() {
        Reply one = new Reply.MapReply(List.of(new Reply.Pair(bulk("index"), new Reply.Int(1))));
        Reply two = new Reply.SetReply(List.of(new Reply.Simple("RO"), new Reply.Simple("access")));
        Reply reply =
                new Reply.MapReply(List.of(new Reply.Pair(bulk("spec"), one), new Reply.Pair(bulk("flags"), two)));
        assertEquals(
                "1# \"spec\" => 1# \"index\" => (integer) 1\n2# \"flags\" => \n   1~ RO\n   2~ access\n",
                pretty(reply));
    }

    @Test
    void aPipeGetsBareValues() {
        assertEquals("", raw(new Reply.Null()));
        assertEquals("7", raw(new Reply.Int(7)));
        assertEquals("ERR no\n", raw(new Reply.Failure("ERR no")));
        Reply nested = new Reply.Array(List.of(new Reply.Int(1), new Reply.Array(List.of(bulk("x y"), bulk("z")))));
        assertEquals("1\nx y\nz", raw(nested));
        assertEquals("k v", raw(new Reply.MapReply(List.of(new Reply.Pair(bulk("k"), bulk("v"))))));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String pretty(Reply reply) {
        return new String(ReplyText.pretty(reply), StandardCharsets.UTF_8);
    }

    private static String raw(Reply reply) {
        return new String(ReplyText.raw(reply), StandardCharsets.UTF_8);
    }
}
