package io.vedette.resp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestParserTest {
    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Requests as text, words with bars between; a protocol error ends the list. */
    private static List<String> requests(byte[]... chunks) {
        List<String> oneByOne = requests(false, chunks);
        assertEquals(oneByOne, requests(true, chunks), "read ahead");
        return oneByOne;
    }

    private static List<String> requests(boolean readsAhead, byte[]... chunks) {
        RequestParser parser = new RequestParser();
        List<String> requests = new ArrayList<>();
        try {
            for (byte[] chunk : chunks) {
                parser.feed(chunk, 0, chunk.length);
                int ahead = readsAhead ? parser.readAhead() : 0;
                while (parser.advance()) {
                    requests.add(joined(parser.argv()));
                    ahead = Math.max(0, ahead - 1);
                    ahead += readsAhead ? parser.readAhead() : 0;
                }
                assertEquals(0, ahead, "what was read ahead is handed out");
            }
        } catch (ProtocolException e) {
            requests.add("! " + e.line());
        }
        return requests;
    }

    private static String joined(Argv argv) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < argv.size(); i++) {
            words.add(new String(argv.bytes(i), StandardCharsets.ISO_8859_1));
        }
        return String.join("|", words);
    }

    private static List<String> requests(String text) {
        return requests(latin1(text));
    }

    @Test
    void requestsOfBothFormsFollowEachOther() {
        assertEquals(
                List.of("PING", "ECHO|a b", "GET|x", "SET|k|v"),
                requests("PING\r\n*2\r\n$4\r\nECHO\r\n$3\r\na b\r\nGET x\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"));
    }

    @Test
    void whatIsReadAheadIsSeenBeforeItIsTakenAndIsStillHeld() throws ProtocolException {
        RequestParser parser = new RequestParser();
        byte[] bytes = latin1("GET a\r\nGET bb\r\n*1\r\n$-5\r\n");
        parser.feed(bytes, 0, bytes.length);
        assertEquals(2, parser.readAhead());
        assertEquals("GET|bb", joined(parser.ahead()[1]));
        assertTrue(parser.heldBytes() > 9);
        assertTrue(parser.advance());
        assertEquals("GET|a", joined(parser.argv()));
        assertEquals(0, parser.readAhead(), "one is left");
        assertTrue(parser.advance());
        assertEquals("GET|bb", joined(parser.argv()));
        assertThrows(ProtocolException.class, parser::advance);
    }

    @Test
    void aStrangersRequestsAreNotReadAhead() throws ProtocolException {
        RequestParser parser = stranger("AUTH x\r\nGET a\r\n");
        assertEquals(0, parser.readAhead());
        assertTrue(parser.advance());
        assertEquals("AUTH|x", joined(parser.argv()));
    }

    @Test
    void emptyRequestsArePassedOver() {
        assertEquals(List.of("PING"), requests("\r\n\n   \r\n*0\r\n*-1\r\nPING\r\n"));
    }

    @Test
    void quotesOfInlineRequestsHoldSpacesEscapesAndNothing() {
        assertEquals(
                List.of("SET|a|x y\r\nA\u0007", "SET|b|it's \\n", "SET|c|"),
                requests("SET a \"x y\\r\\n\\x41\\a\"\r\nSET b 'it\\'s \\n'\r\nSET c \"\"\r\n"));
    }

    @Test
    void everySplitGivesTheSameRequests() {
        byte[] all = latin1(
                "*2\r\n$4\r\nECHO\r\n$5\r\n\r\n$1\r\r\n set  'a b' \"\\x00\"\r\n*1\r\n$0\r\n\r\n\r\n*0\r\nPING\n");
        List<String> whole = requests(all);
        assertEquals(4, whole.size());
        for (int cut = 1; cut < all.length; cut++) {
            byte[] head = java.util.Arrays.copyOfRange(all, 0, cut);
            byte[] tail = java.util.Arrays.copyOfRange(all, cut, all.length);
            assertEquals(whole, requests(head, tail), "cut at " + cut);
        }
        byte[][] single = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            single[i] = new byte[] {all[i]};
        }
        assertEquals(whole, requests(single));
    }

    @Test
    void howLongAWordMayBeCanBeSetMeanwhile() throws ProtocolException {
        AtomicLong longest = new AtomicLong(Long.MAX_VALUE);
        RequestParser parser = new RequestParser().withLongestBulk(longest::get);
        byte[] request = latin1("*1\r\n$200\r\n" + "x".repeat(200) + "\r\n");
        parser.feed(request, 0, request.length);
        assertTrue(parser.advance());
        longest.set(200);
        parser.feed(request, 0, request.length);
        assertTrue(parser.advance());
        longest.set(199);
        parser.feed(request, 0, request.length);
        assertEquals(
                "ERR Protocol error: invalid bulk length",
                assertThrows(ProtocolException.class, parser::advance).line());
    }

    @Test
    void faultsHaveTheWordsOfRedis() {
        assertEquals(List.of("! ERR Protocol error: invalid multibulk length"), requests("*abc\r\n"));
        assertEquals(List.of("! ERR Protocol error: invalid multibulk length"), requests("*2147483648\r\n"));
        assertEquals(List.of("! ERR Protocol error: invalid bulk length"), requests("*1\r\n$-1\r\n"));
        assertEquals(List.of("! ERR Protocol error: invalid bulk length"), requests("*1\r\n$536870913\r\n"));
        assertEquals(List.of("! ERR Protocol error: invalid bulk length"), requests("*1\r\n$\r\n"));
        assertEquals(List.of("! ERR Protocol error: expected '$', got 'P'"), requests("*1\r\nPING\r\n"));
        assertEquals(List.of("! ERR Protocol error: unbalanced quotes in request"), requests("GET \"x\r\n"));
        assertEquals(List.of("! ERR Protocol error: unbalanced quotes in request"), requests("GET \"x\"y\r\n"));
    }

    @Test
    void linesWithoutEndAreCutOff() {
        assertEquals(List.of("! ERR Protocol error: too big inline request"), requests("A".repeat(65537)));
        assertEquals(List.of(), requests("A".repeat(65536)));
        assertEquals(List.of("! ERR Protocol error: too big mbulk count string"), requests("*" + "1".repeat(65536)));
        assertEquals(
                List.of("! ERR Protocol error: too big bulk count string"), requests("*1\r\n$" + "1".repeat(65536)));
    }

    @Test
    void strangersMaySendFewAndShortWordsOnly() throws ProtocolException {
        RequestParser many = stranger("*11\r\n");
        assertEquals(
                "ERR Protocol error: unauthenticated multibulk length",
                assertThrows(ProtocolException.class, many::advance).line());
        RequestParser longWord = stranger("*1\r\n$16385\r\n");
        assertEquals(
                "ERR Protocol error: unauthenticated bulk length",
                assertThrows(ProtocolException.class, longWord::advance).line());
        assertTrue(stranger("*10\r\n" + "$1\r\na\r\n".repeat(10)).advance());
    }

    private static RequestParser stranger(String text) {
        RequestParser parser = new RequestParser();
        parser.authenticated(false);
        parser.feed(latin1(text), 0, text.length());
        return parser;
    }

    @Test
    void aHugeCountReservesNoMemory() throws ProtocolException {
        RequestParser parser = new RequestParser();
        byte[] head = latin1("*2147483647\r\n$1\r\na\r\n");
        parser.feed(head, 0, head.length);
        assertFalse(parser.advance());
        assertTrue(parser.heldBytes() < 100);
        assertEquals(0, parser.pendingBytes());
    }

    @Test
    void wordsOfAnUnfinishedRequestCountAsHeld() throws ProtocolException {
        RequestParser parser = new RequestParser();
        byte[] some = latin1("*1000000\r\n" + ("$100\r\n" + "x".repeat(100) + "\r\n").repeat(50));
        parser.feed(some, 0, some.length);
        assertFalse(parser.advance());
        assertTrue(parser.heldBytes() >= 5000);
    }

    @Test
    void manyEmptyRequestsNeedNoStack() {
        assertEquals(List.of("PING"), requests("\n*0\r\n".repeat(100_000) + "PING\r\n"));
    }

    @Test
    void aLargeWordArrivesWholeInSmallPieces() throws ProtocolException {
        int size = 40 << 20;
        RequestParser parser = new RequestParser();
        byte[] head = latin1("*2\r\n$3\r\nSET\r\n$" + size + "\r\n");
        parser.feed(head, 0, head.length);
        byte[] piece = new byte[16 * 1024];
        java.util.Arrays.fill(piece, (byte) 'x');
        for (int sent = 0; sent < size; sent += piece.length) {
            assertFalse(parser.advance());
            parser.feed(piece, 0, piece.length);
        }
        parser.feed(latin1("\r\nPING\r\n"), 0, 8);
        assertTrue(parser.advance());
        assertEquals(size, parser.argv().length(1));
        assertTrue(parser.advance());
        assertEquals("PING", parser.argv().text(0));
        assertFalse(parser.advance());
    }

    @Test
    void whatStandsBehindARequestIsPending() throws ProtocolException {
        RequestParser parser = new RequestParser();
        byte[] two = latin1("*1\r\n$4\r\nPING\r\n*1\r\n$3");
        parser.feed(two, 0, two.length);
        assertTrue(parser.advance());
        assertEquals(6, parser.pendingBytes());
    }
}
