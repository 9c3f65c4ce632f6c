package io.vedette.server.replication;

import io.vedette.replication.BallotEffect;
import io.vedette.replication.BallotEvent;
import io.vedette.replication.BallotReport;
import io.vedette.replication.Ballots;
import io.vedette.replication.Electorate;
import io.vedette.replication.Marker;
import io.vedette.replication.MasterEvent;
import io.vedette.replication.NoteLevel;
import io.vedette.replication.ReplicaEvent;
import io.vedette.replication.Vow;
import io.vedette.replication.WriteQuorum;
import io.vedette.resp.GroupErrors;
import io.vedette.resp.ReplyWriter;
import io.vedette.resp.RespException;
import io.vedette.server.blocking.BlockedClients;
import io.vedette.session.Call;
import io.vedette.session.Client;
import io.vedette.session.Waiting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Runs what {@link Ballots} decides on this server's replication, its disk and its clients. Owner loop only.
 *
 * <p>Who asks is blocked until the answer is there, which may be behind a write to the disk; every question has a number of its own, so
 * that no answer meets a client that has gone on meanwhile.
 */
public final class Supervision {
    private final Replication replication;
    private final ReplicationHost host;
    private final Ballots ballots;

    /** Clients that wait, by the numbers of their questions. */
    private final Map<Long, Client> waiting = new HashMap<>();
    /** Full resynchronisations that wait until the data may go. */
    private final Map<Long, Room> rooms = new HashMap<>();

    private long questions;
    /** The number of the question that is being put at this moment; its answer goes out without waiting. */
    private long asking;

    private Optional<Consumer<ReplyWriter>> answer = Optional.empty();
    private boolean detached;
    private boolean ended;

    /** What a resynchronisation does that wanted the data to go. */
    record Room(Runnable given, Consumer<String> refused) {}

    Supervision(Replication replication, ReplicationHost host) {
        this.replication = replication;
        this.host = host;
        this.ballots = new Ballots(host.vow(), host.runId(), replication::place, () -> !host.confirmsFromDisk());
    }

    Ballots ballots() {
        return ballots;
    }

    // --- questions ---

    /** Puts a client's question, and answers it or has it wait. @param event made of the question's number */
    void ask(Call call, LongFunction<BallotEvent> event) throws RespException {
        if (replication.isFailingOver()) {
            throw GroupErrors.supervisedWhileFailingOver();
        }
        long question = ++questions;
        asking = question;
        answer = Optional.empty();
        handle(event.apply(question));
        asking = 0;
        if (answer.isPresent()) {
            answer.get().accept(call.reply());
        } else {
            waiting.put(question, call.client());
            host.blockedClients().block(call.client(), BlockedClients.NEVER, new Waiting() {
                @Override
                public void timedOut(Client client) {
                    waiting.remove(question);
                    client.reply().error(GroupErrors.notStored("the client was unblocked"));
                }

                @Override
                public void abandoned(Client client) {
                    waiting.remove(question);
                }
            });
        }
        host.endOfTurnWanted();
    }

    private void answer(long question, Consumer<ReplyWriter> reply) {
        if (question == asking) {
            answer = Optional.of(reply);
        } else {
            Optional.ofNullable(waiting.remove(question))
                    .ifPresent(client -> host.blockedClients().answer(client, reply));
        }
    }

    /** The data is to go, to make room for a master's: that is brought to the disk first. */
    void empty(Room room) {
        long question = ++questions;
        rooms.put(question, room);
        handle(new BallotEvent.DataGoes(question));
    }

    /** Who belongs to the group is to be changed. */
    void changeMembers(Call call, String group, Electorate next) {
        List<String> attached = replication.quorum().names();
        ask(call, question -> new BallotEvent.MembersAsked(question, group, next, attached, host.serverId()));
    }

    /** Whether this server belongs to that list, or to one that its own data name. */
    boolean isNamed(Electorate members) {
        return members.contains(host.serverId()) || replication.place().marker().names(host.serverId());
    }

    /** Some time has passed: what has been confirmed meanwhile. */
    void look() {
        handle(new BallotEvent.Looked());
        WriteQuorum quorum = replication.quorum();
        handle(new BallotEvent.Confirmed(quorum.rule(), quorum.confirmed(quorum.rule())));
    }

    /** A sentinel that supports this master says so, and is answered as by PING. */
    void support(Call call, String group, String sentinel, long epoch) {
        Vow vow = ballots.vow();
        if (!vow.inGroup() || vow.group().equals(group)) {
            replication.fencing().supported(call.client().id(), group, sentinel, epoch);
        }
        call.reply().simple("PONG");
    }

    // --- events and effects ---

    void handle(BallotEvent event) {
        for (BallotEffect effect : ballots.handle(event)) {
            run(effect);
        }
    }

    private void run(BallotEffect effect) {
        switch (effect) {
            case BallotEffect.Store(long number, Vow vow) ->
                host.keep(vow, failure -> {
                    handle(failure.<BallotEvent>map(reason -> new BallotEvent.StoreFailed(number, reason))
                            .orElseGet(() -> new BallotEvent.Stored(number)));
                    host.endOfTurnWanted();
                });
            case BallotEffect.Confirm(long question) -> answer(question, ReplyWriter::ok);
            case BallotEffect.Tell(long question) -> answer(question, this::tell);
            case BallotEffect.Refuse(long question, String line) -> refuse(question, line);
            case BallotEffect.Detach() -> detach();
            case BallotEffect.BeginHistory(Marker marker) -> {
                replication.handle(new ReplicaEvent.BeginHistory(marker));
                host.membersChanged();
                replication.fencing().begin();
                detached = false;
            }
            case BallotEffect.ChangeMembers(Marker marker) -> {
                replication.handle(new ReplicaEvent.ChangeMembers(marker));
                host.membersChanged();
                host.note(NoteLevel.NOTICE, "Members of the group " + marker.group() + ": " + told(marker));
            }
            case BallotEffect.Await(long offset) -> {
                replication.quorum().want(offset);
                host.endOfTurnWanted();
            }
            case BallotEffect.Attach(String address, int port) ->
                attach(address, port, "ballot " + ballots.vow().promised());
            case BallotEffect.Override(boolean follows, String address, int port) -> {
                if (follows) {
                    attach(address, port, "override");
                } else {
                    replication.handle(new ReplicaEvent.BranchOff("override"));
                }
                detached = false;
                host.membersChanged();
                replication.fencing().begin();
            }
            case BallotEffect.GiveUpData(long question) ->
                Optional.ofNullable(rooms.remove(question))
                        .ifPresent(room -> room.given().run());
            case BallotEffect.Acknowledge() -> replication.handle(new ReplicaEvent.AcknowledgementAsked());
            case BallotEffect.Note(var level, String text) -> host.note(level, text);
        }
    }

    private static String told(Marker marker) {
        return marker.next()
                .map(next -> "from " + marker.present() + " to " + next
                        + ", both confirm each write until that is confirmed")
                .orElse(marker.present() + " replicas confirm each write");
    }

    private void refuse(long question, String line) {
        Optional.ofNullable(rooms.remove(question))
                .ifPresentOrElse(
                        room -> room.refused().accept(line),
                        () -> answer(question, reply -> reply.error(new RespException(line))));
    }

    private void detach() {
        detached = true;
        replication.quorum().endReign("this server was asked to let go of its place");
        host.replicaSpoke();
        replication.handle(new ReplicaEvent.Detach());
        replication.handle(new MasterEvent.DisconnectAll());
    }

    private void attach(String address, int port, String why) {
        if (detached || !replication.follows(address, port)) {
            replication.handle(new ReplicaEvent.Follow(address, port, why));
        }
        detached = false;
    }

    /** Everything has been saved and the process ends: nothing is confirmed or applied any more. Returns what is true from then on. */
    public Vow endCleanly() {
        if (ballots.isSupervised()) {
            detach();
            ended = true;
        }
        return ballots.afterCleanStop();
    }

    /** Why nothing is written here; nothing: it may be. Asked for each command. */
    Optional<RespException> standstill() {
        boolean stands = ballots.isSilent() || ended;
        return stands
                ? Optional.of(GroupErrors.detached(
                        ballots.vow().group(), ballots.vow().promised().toString()))
                : Optional.empty();
    }

    // --- what is told ---

    private void tell(ReplyWriter reply) {
        Map<String, String> facts = facts();
        Marker marker = replication.place().marker();
        reply.map(facts.size() + marker.electorates().size());
        facts.forEach((name, value) -> {
            reply.bulk(name);
            reply.bulk(value);
        });
        marker.next().ifPresent(next -> tell(reply, "next-members", next.members()));
        tell(reply, "members", marker.present().members());
    }

    private static void tell(ReplyWriter reply, String name, List<String> ids) {
        reply.bulk(name);
        reply.array(ids.size());
        ids.forEach(reply::bulk);
    }

    private Map<String, String> facts() {
        Vow vow = ballots.vow();
        Ballots.Place place = replication.place();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("group", vow.group());
        facts.put("standing", report().standing());
        facts.put("promised-epoch", Long.toString(vow.promised().epoch()));
        facts.put("promised-token", vow.promised().token());
        facts.put("key-epoch", Long.toString(place.key().epoch()));
        facts.put("key-offset", Long.toString(place.key().offset()));
        facts.put("replid", replication.log().history().id());
        facts.put("server-id", host.serverId());
        facts.put("run-id", host.runId());
        facts.put("priority", Integer.toString(host.settings().replicaPriority()));
        facts.put("counted", ballots.whyNotCounted().orElse("yes"));
        facts.put("write-quorum", Integer.toString(place.marker().present().replicas()));
        place.marker().next().ifPresent(next -> facts.put("next-write-quorum", Integer.toString(next.replicas())));
        facts.put("write-quorum-fsync", host.confirmsFromDisk() ? "yes" : "no");
        return facts;
    }

    /** For INFO: nothing of a server that belongs to no group and is whole. */
    public String info() {
        return report().text();
    }

    private BallotReport report() {
        return new BallotReport(ballots, replication.place(), host.confirmsFromDisk());
    }
}
