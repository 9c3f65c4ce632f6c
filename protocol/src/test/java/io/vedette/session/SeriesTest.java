package io.vedette.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesTest {
    private static final long SHORT_NANOS = 400;

    private final TestServer server = new TestServer();
    private final MemoryConnection client = server.connect();
    private final CommandStats gets = server.table.named("get").orElseThrow().stats();
    private final List<String> heard = new ArrayList<>();

    private boolean contentWithMeans = true;

    SeriesTest() {
        server.beforeGet = () -> server.nanos += SHORT_NANOS;
        server.dispatcher.observer(new CommandObserver() {
            @Override
            public boolean isContentWithMeans() {
                return contentWithMeans;
            }

            @Override
            public void ran(Call call, BoundCommand command, long nanos) {
                heard.add(call.argv() + " " + nanos);
            }

            @Override
            public void ranTogether(BoundCommand command, int times, long nanos) {
                heard.add(times + " " + command.spec().name() + " " + nanos);
            }

            @Override
            public void wentOn(Call call, BoundCommand command, long nanos) {}
        });
    }

    private static String request(String... words) {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            request.append('$')
                    .append(word.length())
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return request.toString();
    }

    @Test
    void shortCommandsOfOneKindReadTheClockOnceForAll() {
        server.ask(client, request("SET", "a", "1"));
        heard.clear();
        int before = server.nanosAsked;
        String four = request("GET", "a") + request("GET", "b") + request("GET", "c") + request("GET", "a");
        assertEquals("$1\r\n1\r\n$-1\r\n$-1\r\n$1\r\n1\r\n", server.ask(client, four));
        assertEquals(List.of("4 get 1600"), heard);
        assertEquals(2, server.nanosAsked - before);
        assertEquals(List.of(4L, 1L), List.of(gets.calls(), gets.usec()));
        assertEquals(5, server.dispatcher.commandsProcessed());
    }

    @Test
    void anotherCommandOrALongRequestEndsIt() {
        String[] many = {"SET", "a", "1", "PX", "1", "KEEPTTL", "NX", "GET", "XX"};
        server.ask(
                client,
                request("SET", "a", "1")
                        + request("SET", "b", "1")
                        + request("GET", "a")
                        + request("GET", "b")
                        + request("PING")
                        + request("GET", "a")
                        + request(many)
                        + request(many));
        assertEquals(
                List.of(
                        "2 set 0",
                        "2 get 800",
                        "PING 0",
                        "GET a 400",
                        String.join(" ", many) + " 0",
                        String.join(" ", many) + " 0"),
                heard);
    }

    @Test
    void errorsAreCountedAsIfEachRanAlone() {
        server.ask(client, request("SET", "word", "x"));
        String replies = server.ask(
                client,
                request("INCR", "a")
                        + request("INCR", "word")
                        + request("INCR")
                        + request("INCR", "a")
                        + request("INCR", "word"));
        assertEquals(
                ":1\r\n-ERR value is not an integer or out of range\r\n-ERR wrong number of arguments for 'incr' command\r\n:2\r\n"
                        + "-ERR value is not an integer or out of range\r\n",
                replies);
        CommandStats stats = server.table.named("incr").orElseThrow().stats();
        assertEquals(List.of(4L, 2L, 1L), List.of(stats.calls(), stats.failedCalls(), stats.rejectedCalls()));
    }

    @Test
    void whoTakesLongEndsItAndBearsWhatItTook() {
        server.ask(client, request("SET", "large", "x".repeat(2000)));
        server.ask(client, request("GET", "a") + request("GET", "b"));
        heard.clear();
        int[] times = {0};
        server.beforeGet = () -> server.nanos += ++times[0] == 3 ? 5_000_000 : SHORT_NANOS;
        server.ask(
                client,
                request("GET", "a")
                        + request("GET", "b")
                        + request("GET", "large")
                        + request("GET", "a")
                        + request("GET", "b"));
        assertEquals(List.of("2 get 800", "GET large 5000000", "2 get 800"), heard);
    }

    @Test
    void whoWantsToHearOfEachHearsOfEach() {
        contentWithMeans = false;
        server.ask(client, request("GET", "a") + request("GET", "b"));
        assertEquals(List.of("GET a 400", "GET b 400"), heard);
    }

    @Test
    void aPauseHoldsTheRest() {
        MemoryConnection other = server.connect();
        server.ask(other, request("CLIENT", "PAUSE", "100", "WRITE"));
        String replies = server.ask(
                client,
                request("GET", "a") + request("SET", "a", "1") + request("SET", "b", "2") + request("GET", "b"));
        assertEquals("$-1\r\n", replies);
        assertTrue(client.isPaused());
        server.now += 200;
        server.turn();
        server.turn();
        assertEquals("+OK\r\n+OK\r\n$1\r\n2\r\n", client.taken());
    }
}
