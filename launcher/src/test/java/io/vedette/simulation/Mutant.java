package io.vedette.simulation;

import static io.vedette.simulation.Play.Kind.DURABLE;

import io.vedette.simulation.Mutation.Answers;
import io.vedette.simulation.Mutation.Call;
import io.vedette.simulation.Mutation.Instead;
import io.vedette.simulation.Mutation.LastTwice;
import io.vedette.simulation.Mutation.Only;
import io.vedette.simulation.Mutation.Unchanged;

/** Cores with one rule broken, each with a seed that catches it. */
enum Mutant {
    VOTES_TWICE_IN_AN_EPOCH(16, new Call("Identity", "vote", "leaderEpoch", -1)),
    FORGETS_THE_EPOCH_AT_A_RESTART(1, new Call("SentinelCore", "<init>", "currentEpoch", 0)),
    FORGETS_ITS_VOTE_AT_A_RESTART(1, new Call("SentinelCore", "restore", "leaderEpoch", 0)),
    FORGETS_THE_CONFIGURATION_EPOCH_AT_A_RESTART(1, new Call("SentinelCore", "restore", "configEpoch", 0)),
    FORGETS_THE_OTHER_SENTINELS_AT_A_RESTART(652, new Call("SentinelCore", "restore", "sentinels", 0)),
    LEADS_WITHOUT_A_MAJORITY(1, new Answers("Quorum", "votesToLead", 1)),
    TAKES_ITS_QUORUM_FOR_A_MAJORITY(11, new Call("Quorum", "votesToLead", "majority", 1)),
    COUNTS_VOTES_THAT_WENT_TO_OTHERS(1, new Answers("Peer", "votedFor", 1)),
    LETS_ONE_VOICE_BE_A_QUORUM(1, new Answers("Quorum", "isDown", 1)),
    COUNTS_WHAT_WAS_SAID_OF_ANOTHER_MASTER(8, new Call("Watch", "saysDown", "equals", 1)),
    BELIEVES_OPINIONS_FOR_EVER(99, new Call("Watch", "saysDown", "monotonicMillis", 0)),
    CALLS_DOWN_TOO_SOON(1, new Call("Watch", "isSilent", "downAfterMillis", 50)),
    CALLS_A_NEW_MASTER_DOWN_BY_ITS_OLD_SILENCE(1, new Answers("DataNode", "vouchedFor", 0)),
    ANSWERS_BEFORE_THE_DISK(1, new Answers("Effect$AnswerVote", "waitsForPersist", 0)),
    TELLS_BEFORE_THE_DISK(1, new Answers("Effect$Send", "waitsForPersist", 0)),
    LEADS_BEFORE_ITS_OWN_VOTE_IS_ON_DISK(3, new Call("Election", "count", "holds", 1)),
    DOES_NOT_STORE_ITS_VOTE(26, new Call("Identity", "vote", "changed", 0)),
    DOES_NOT_STORE_THE_EPOCH(2, new Call("Identity", "sawEpoch", "changed", 0)),
    DOES_NOT_STORE_THE_SWITCH(1, new Call("FailoverDriver", "switchTo", "changed", 0)),
    TAKES_A_FAILED_WRITE_FOR_DONE(10, new Call("SentinelCore", "take", "failed", 0)),
    TAKES_NO_NEW_EPOCH(1, new Answers("Identity", "sawEpoch", 0)),
    PROMOTES_WITHOUT_A_CONFIGURATION_EPOCH(1, new Call("FailoverDriver", "finishPromotion", "configEpoch", 0)),
    TAKES_OVER_OLD_CONFIGURATIONS(1, new Answers("SentinelCore", "wins", 1)),
    TAKES_OVER_NO_CONFIGURATION(10, new Answers("SentinelCore", "wins", 0)),
    ACTS_IN_TILT(2, new Answers("Tilt", "isOn", 0)),
    RECKONS_BY_THE_WALL_CLOCK(1, new Instead("Turn", "millis", "monotonicMillis", "wallMillis")),
    KNOWS_NO_LIMIT_OF_PARALLEL_SYNCS(34, new Call("Repointer", "atOnce", "parallelSyncs", 100)),
    PROMOTES_THE_REPLICA_WITH_THE_LEAST_DATA(9, new Unchanged("ReplicaChoice", "criteria", "reversed")),
    PROMOTES_REPLICAS_OF_PRIORITY_0(17, new Call("ReplicaChoice", "checks", "priority", 100)),
    PROMOTES_DEAD_REPLICAS(2, new Answers("ReplicaChoice", "addAliveChecks", 0)),
    PROMOTES_REPLICAS_THAT_NEVER_SYNCED(216, new Answers("ReplicaChoice", "hasSynced", 1)),
    LEAVES_RETURNING_MASTERS_ALONE(5, new Answers("Strays", "heard", 0)),
    LETS_REPLICAS_FOLLOW_WHOM_THEY_LIKE(5, new Answers("Strays", "look", 0)),
    LETS_A_REBORN_MASTER_WIPE_ITS_REPLICAS(11, new Answers("Lineage", "isReborn", 0)),
    PROMOTES_REPLICAS_OF_ANOTHER_HISTORY(59, new Call("Lineage", "check", "isShared", 1)),
    HANDS_OVER_BEFORE_THE_REPLICA_HAS_ALL(2, new Answers("Handover", "hasCaughtUp", 1)),
    RESUMES_WITHOUT_A_COMMON_HISTORY(6, new Answers("io.vedette.replication.ReplicationHistory", "shares", 1)),
    KEEPS_ITS_ID_AS_A_NEW_MASTER(13, new Answers("io.vedette.replication.ReplicationLog", "continueAs", 0)),

    // In groups with a write quorum: their members, and their sentinels.
    COMPARES_OFFSETS_IN_PLACE_OF_KEYS(DURABLE, 7, new Call("LogKey", "compareTo", "epoch", 0)),
    CHOOSES_THE_LEAST_KEY(DURABLE, 1, new Instead("Synod", "choose", "naturalOrder", "reverseOrder")),
    CHOOSES_WITHOUT_LOOKING_AT_KEYS(DURABLE, 1, new Call("Synod", "choose", "equals", 1)),
    LEAVES_THE_OLD_MASTER_OUT_FOR_MEMBERS_THAT_DO_NOT_COUNT(DURABLE, 6, new Call("Synod", "choose", "isWhole", 1)),
    COUNTS_WHOSE_DATA_DO_NOT_COUNT(DURABLE, 6, new Answers("Synod", "counts", 1)),
    COUNTS_HOLLOW_MEMBERS_WHERE_ALL_ANSWER(DURABLE, 8, new Call("Synod", "counts", "equals", 1)),
    PROMOTES_WITH_ONE_PROMISE(DURABLE, 5, new Answers("Electorate", "promises", 1)),
    DRAWS_NO_TOKEN(DURABLE, 50, new Call("Election", "token", "nextLong", 7)),
    LEAVES_MEMBERS_STRANDED(DURABLE, 2, new Answers("Synod", "isStranded", 0)),
    GOES_BACK_AFTER_A_PROMISE(DURABLE, 1, new Answers("io.vedette.replication.Ballot", "permits", 1)),
    OBEYS_A_LOWER_BALLOT(DURABLE, 1, new Call("io.vedette.replication.Ballots", "permits", "permits", 1)),
    PROMISES_BEFORE_THE_DISK(DURABLE, 2, new Call("io.vedette.replication.Ballots", "goOn", "store", 0)),
    DOES_NOT_LET_GO_WHEN_IT_PROMISES(DURABLE, 2, new Call("io.vedette.replication.Ballots", "detach", "add", 1)),
    ACKNOWLEDGES_BEFORE_ITS_PROMISE_IS_STORED(
            DURABLE, 13, new Answers("io.vedette.replication.Ballots", "mayAcknowledge", 1)),
    ACKNOWLEDGES_WHAT_IT_CANNOT_PROVE(DURABLE, 1, new Answers("io.vedette.replication.Ballots", "isMarked", 0)),
    DOES_NOT_KNOW_THAT_IT_HAS_FORGOTTEN(DURABLE, 6, new Call("io.vedette.replication.Ballots", "<init>", "unclean", 0)),
    FORGETS_ITS_MARKS_AT_A_RESTART(DURABLE, 4, new Call("io.vedette.replication.Vow", "parse", "containsKey", 0)),
    CONFIRMS_BEFORE_ITS_OWN_FSYNC(
            DURABLE, 30, new Call("io.vedette.replication.WriteQuorum", "confirmed", "fsynced", 0)),
    CONFIRMS_WITH_ONE_REPLICA(DURABLE, 5, new Call("io.vedette.replication.WriteQuorum", "confirmed", "others", 1)),
    COUNTS_CONNECTIONS_IN_PLACE_OF_MEMBERS(
            DURABLE, 284, new Call("io.vedette.replication.WriteQuorum", "joined", "removeIf", 0)),
    TAKES_WHAT_IS_APPLIED_FOR_FSYNCED(
            DURABLE, 3, new Call("io.vedette.replication.WriteQuorum", "acknowledged", "min", 1 << 30)),
    FOLLOWS_A_LOWER_BALLOT_BY_THE_HANDSHAKE_ALONE(
            DURABLE, 891, new Call("io.vedette.replication.Ballots", "mayAttach", "permits", 1)),
    REMEMBERS_BEFORE_IT_HAS_CAUGHT_UP(
            DURABLE, 110, new Call("io.vedette.replication.Ballots", "look", "offset", Integer.MAX_VALUE)),
    OBEYS_A_PROMOTION_WHATEVER_WENT_BEFORE(DURABLE, 60, new Answers("io.vedette.replication.Ballots", "obstacle", 0)),

    // Whose members change.
    HAS_THE_PRESENT_LIST_ALONE_CONFIRM(
            DURABLE, 4, new Only("io.vedette.replication.WriteQuorum", "adopt", "toList", "getFirst")),
    HAS_THE_NEXT_LIST_ALONE_CONFIRM(
            DURABLE, 115, new Only("io.vedette.replication.WriteQuorum", "adopt", "toList", "getLast")),
    PREPARES_THE_PRESENT_LIST_ALONE(DURABLE, 210, new Only("Synod", "tooFew", "electorates", "getFirst")),
    PREPARES_THE_NEXT_LIST_ALONE(DURABLE, 20, new Only("Synod", "tooFew", "electorates", "getLast")),
    FORGETS_A_CHANGE_THAT_ANOTHER_ONE_BEGAN(
            DURABLE, 64, new Call("io.vedette.replication.Ballots", "done", "flatMap", 0)),
    ENDS_A_CHANGE_BEFORE_IT_IS_CONFIRMED(
            DURABLE, 102, new Call("io.vedette.replication.MembershipChange", "confirmed", "getAsLong", 0)),
    BEGINS_A_CHANGE_IN_THE_MIDST_OF_ANOTHER_ONE(
            DURABLE, 3, new Call("io.vedette.replication.MembershipChange", "asked", "isPresent", 0)),

    // Under a fence.
    TAKES_A_PING_FOR_CONTACT(DURABLE, 207, new LastTwice("io.vedette.replication.Fence", "supported", "meet")),
    SUPPORTS_AN_OLD_MASTER_AFTER_ITS_VOTE(DURABLE, 3757, new Call("Backing", "supports", "leaderEpoch", 0)),
    ANSWERS_BY_THE_CLOCKS_OF_BEFORE(
            DURABLE, 207, new Call("io.vedette.simulation.MemberCores", "settle", "isClosed", 0)),
    COUNTS_SUPPORT_FOR_EVER(DURABLE, 29, new Call("io.vedette.replication.Fence", "isFresh", "since", 0)),
    PROMOTES_WHILE_THE_OLD_MASTER_IS_SUPPORTED(DURABLE, 29, new Answers("FailoverDriver", "isSupportOver", 1)),

    // Which an operator overrides, or founds anew.
    FOUNDS_A_GROUP_ANEW_UNASKED(DURABLE, 1, new Call("Synod", "look", "refounds", 1)),
    FOUNDS_A_GROUP_ANEW_WITH_THE_LEAST(DURABLE, 97, new Unchanged("Synod", "refound", "reversed")),
    COUNTS_WHOM_AN_OPERATOR_HAS_OVERRIDDEN(
            DURABLE, 162, new Call("io.vedette.replication.Ballots", "whyNotCounted", "foreign", 0)),
    RESUMES_WITH_THE_DATA_OF_WHOM_AN_OPERATOR_HAS_OVERRIDDEN(
            DURABLE, 71, new Call("io.vedette.replication.Handshake", "mayResume", "needsSnapshot", 0));

    private final Play.Kind kind;
    private final long seed;
    private final Mutation mutation;

    /** @param seed one that catches it, when this was written; any other may do as well */
    Mutant(long seed, Mutation mutation) {
        this(Play.Kind.USUAL, seed, mutation);
    }

    Mutant(Play.Kind kind, long seed, Mutation mutation) {
        this.kind = kind;
        this.seed = seed;
        this.mutation = mutation;
    }

    Play.Kind kind() {
        return kind;
    }

    long seed() {
        return seed;
    }

    Mutation mutation() {
        return mutation;
    }

    /** As a sentence goes on after "a core that". */
    String rule() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
