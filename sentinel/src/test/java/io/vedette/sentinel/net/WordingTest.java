package io.vedette.sentinel.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vedette.resp.Argv;
import io.vedette.resp.Reply;
import io.vedette.sentinel.core.Address;
import io.vedette.sentinel.core.Event;
import io.vedette.sentinel.core.Hello;
import io.vedette.sentinel.core.LastSupport;
import io.vedette.sentinel.core.LinkId;
import io.vedette.sentinel.core.Request;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The words on the wire are those that the captures of a real sentinel show. */
class WordingTest {
    private static final Address MASTER = new Address("127.0.0.1", 21611);
    private static final LinkId LINK = new LinkId(LinkId.Kind.SENTINEL, "", new Address("127.0.0.1", 21602));
    private static final String ID = "e23702e8895c9206fbbf98c48f3f151ba1db0baf";

    @Test
    void aPromotionIsOneTransaction() {
        assertEquals(
                List.of("MULTI", "SLAVEOF NO ONE", "CLIENT KILL TYPE normal", "CLIENT KILL TYPE pubsub", "EXEC"),
                texts(new Request.Promote(), Map.of()));
        assertEquals(List.of("CONFIG REWRITE"), texts(new Request.KeepRole(), Map.of()));
    }

    @Test
    void aReplicaIsRepointedByTheSameTransactionWithAnAddressAndKeepsIt() {
        assertEquals(
                List.of(
                        "MULTI",
                        "SLAVEOF 127.0.0.1 21611",
                        "CONFIG REWRITE",
                        "CLIENT KILL TYPE normal",
                        "CLIENT KILL TYPE pubsub",
                        "EXEC"),
                texts(new Request.Follow(MASTER, false), Map.of()));
    }

    @Test
    void renamedCommandsAreSaidByTheirNewNames() {
        Map<String, String> renamed = Map.of("slaveof", "guess", "config", "me");
        assertEquals(
                List.of(
                        "MULTI",
                        "guess 127.0.0.1 21611",
                        "me REWRITE",
                        "CLIENT KILL TYPE normal",
                        "CLIENT KILL TYPE pubsub",
                        "EXEC"),
                texts(new Request.Follow(MASTER, false), renamed));
    }

    @Test
    void aHelloHasEightFieldsAndTheLinksAddressWhereNoneIsAnnounced() {
        Hello hello = new Hello(new Address("", 21603), ID, 1, "mymaster", MASTER, 0);
        assertEquals(
                List.of("PUBLISH __sentinel__:hello 127.0.0.9,21603," + ID + ",1,mymaster,127.0.0.1,21611,0"),
                Wording.commands(new Request.PublishHello(hello), Map.of(), "127.0.0.9").stream()
                        .map(Argv::toString)
                        .toList());
    }

    @Test
    void aQuestionForAVoteAndItsAnswer() {
        Request.AskMasterDown ask = new Request.AskMasterDown("mymaster", MASTER, 1, ID);
        assertEquals(List.of("SENTINEL is-master-down-by-addr 127.0.0.1 21611 1 " + ID), texts(ask, Map.of()));
        Reply reply = new Reply.Array(
                List.of(new Reply.Int(1), new Reply.Bulk(ID.getBytes(StandardCharsets.US_ASCII)), new Reply.Int(7)));
        assertEquals(
                Optional.of(new Event.MasterDownAnswered(LINK, ask, true, ID, 7)), Wording.event(LINK, ask, reply));
        Reply refused = new Reply.Failure("ERR no");
        assertEquals(Optional.of(new Event.RequestFailed(LINK, ask, "ERR no")), Wording.event(LINK, ask, refused));
    }

    @Test
    void aVoterSaysWhomItSupportedLastIfItIsAsked() {
        Request.AskMasterDown ask = new Request.AskMasterDown("mymaster", MASTER, 1, ID, true);
        assertEquals(List.of("SENTINEL VOTE 127.0.0.1 21611 1 " + ID), texts(ask, Map.of()));
        List<Reply> parts = List.of(
                new Reply.Int(1),
                bulk(ID),
                new Reply.Int(7),
                bulk(MASTER.host()),
                new Reply.Int(MASTER.port()),
                new Reply.Int(250));
        assertEquals(
                Optional.of(new Event.MasterDownAnswered(
                        LINK, ask, true, ID, 7, Optional.of(new LastSupport(MASTER, 250)))),
                Wording.event(LINK, ask, new Reply.Array(parts)));
        assertTrue(
                Wording.event(LINK, ask, new Reply.Array(parts.subList(0, 3))).orElseThrow()
                        instanceof Event.RequestFailed);
    }

    @Test
    void supportIsAPingOfItsOwnAndARefusalOfItIsTold() {
        Request support = new Request.Support("mymaster", ID, 4);
        assertEquals(List.of("SUPERVISE PING mymaster " + ID + " 4"), texts(support, Map.of()));
        assertEquals(List.of("S PING mymaster " + ID + " 4"), texts(support, Map.of("supervise", "S")));
        assertEquals(
                Optional.of(new Event.PingAnswered(LINK, Event.PingAnswered.Answer.PONG)),
                Wording.event(LINK, support, new Reply.Simple("PONG")));
        assertEquals(List.of(), Wording.refusals(LINK, support, 0, new Reply.Failure("LOADING wait")));
        assertEquals(
                List.of(new Event.CommandRefused(LINK, "SUPERVISE", "NOPERM no")),
                Wording.refusals(LINK, support, 0, new Reply.Failure("NOPERM no")));
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusalsNameTheCommandWhereverTheyCome() {
        Request follow = new Request.Follow(MASTER, false);
        Reply noRight = new Reply.Failure("NOPERM no");
        assertEquals(
                List.of(new Event.CommandRefused(LINK, "SLAVEOF", "NOPERM no")),
                Wording.refusals(LINK, follow, 4, noRight));
        assertEquals(List.of(), Wording.refusals(LINK, follow, 4, new Reply.Simple("QUEUED")));
        assertEquals(
                List.of(), Wording.refusals(LINK, follow, 0, new Reply.Failure("EXECABORT Transaction discarded")));
        Reply executed = new Reply.Array(List.of(
                new Reply.Simple("OK"), new Reply.Failure("ERR no config file"), new Reply.Int(1), new Reply.Int(0)));
        assertEquals(
                List.of(new Event.CommandRefused(LINK, "CONFIG REWRITE", "ERR no config file")),
                Wording.refusals(LINK, follow, 0, executed));
        assertEquals(Optional.empty(), Wording.event(LINK, follow, executed));
        Reply orderFailed = new Reply.Array(List.of(noRight, new Reply.Simple("OK")));
        assertEquals(
                Optional.of(new Event.RequestFailed(LINK, follow, "NOPERM no")),
                Wording.event(LINK, follow, orderFailed));
    }

    @Test
    void threeAnswersToPingAreSignsOfLife() {
        assertTrue(isSignOfLife(new Reply.Simple("PONG")));
        assertTrue(isSignOfLife(new Reply.Failure("LOADING Redis is loading the dataset in memory")));
        assertTrue(isSignOfLife(new Reply.Failure("MASTERDOWN Link with MASTER is down")));
        assertTrue(!isSignOfLife(new Reply.Failure("MISCONF Errors writing to the AOF file")));
        assertTrue(!isSignOfLife(new Reply.Failure("BUSY Redis is busy running a script")));
        assertTrue(!isSignOfLife(new Reply.Failure("NOAUTH Authentication required.")));
    }

    private static boolean isSignOfLife(Reply reply) {
        Event event = Wording.event(LINK, new Request.Ping(), reply).orElseThrow();
        return event instanceof Event.PingAnswered answered && answered.isSignOfLife();
    }

    private static List<String> texts(Request request, Map<String, String> renamed) {
        return Wording.commands(request, renamed, "").stream()
                .map(Argv::toString)
                .toList();
    }
}
