package io.vedette.replication;

import java.util.Optional;

/** What a replica says of how far it is: what it has applied and has on its disk, as far as its ballots let it say so. */
final class Acknowledgements {
    private final ReplicationLog log;
    private Ballots ballots = Ballots.none();
    private long fsynced = WriteQuorum.NOTHING;
    /** Where the stream stood when the master asked last how far we are. */
    private long askedOffset = WriteQuorum.NOTHING;

    Acknowledgements(ReplicationLog log) {
        this.log = log;
    }

    void obey(Ballots its) {
        ballots = its;
    }

    /** What the master is to be told; nothing if it must not be told anything. */
    Optional<byte[]> words() {
        return ballots.mayAcknowledge()
                ? Optional.of(MasterWords.acknowledgement(ballots.acknowledged(log.endOffset(), fsynced), fsynced))
                : Optional.empty();
    }

    void asked() {
        askedOffset = log.endOffset();
    }

    /** More is on the disk. Returns whether what the master asked about is, now: it is told once more. */
    boolean fsynced(long offset) {
        boolean answers = fsynced < askedOffset && offset >= askedOffset;
        fsynced = offset;
        return answers;
    }

    /** What is on the disk is of another history. */
    void forgetDisk() {
        fsynced = WriteQuorum.NOTHING;
    }
}
