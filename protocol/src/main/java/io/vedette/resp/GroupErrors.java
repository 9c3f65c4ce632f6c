package io.vedette.resp;

/**
 * What is refused because of the group that a server belongs to: its ballots, its members, its write quorum, its fence. Words of ours;
 * Redis has nothing like it.
 */
public final class GroupErrors {
    private GroupErrors() {}

    public static RespException ballot() {
        return new RespException("ERR A ballot is an epoch above 0 and a token of 1 to 40 hexadecimal digits");
    }

    /**
     * Ours: nothing was done.
     *
     * @param inContact sentinels that support this master
     * @param millis within which they were in contact
     * @param setting by which so many are demanded
     */
    public static RespException fenced(int inContact, int demanded, long millis, String setting) {
        return new RespException("FENCED Nothing was done: " + inContact + " of " + demanded
                + " sentinels have supported this master within " + millis + " ms (" + setting
                + "). Ask a sentinel for the master and try there");
    }

    /** Ours: the write was done, and another one may lead by now. */
    public static RespException fencedTooLate() {
        return new RespException(
                "FENCED Applied here, but the outcome is unknown: too few sentinels supported this master"
                        + " when the reply was to go out");
    }

    /**
     * A member of a group that was asked to let go of its place writes nothing. The word is one of Redis: clients know by it that they
     * have to ask anew who the master is.
     */
    public static RespException detached(String group, String ballot) {
        return new RespException("READONLY This server waits to be told what it is in group " + group
                + " (ballot promised: " + ballot + "): nothing is written here");
    }

    public static RespException groupName() {
        return new RespException("ERR A group's name has 1 to 128 letters, digits and the three characters '.-_'");
    }

    public static RespException leadsNot(String group) {
        return new RespException("SUPERVISED This server does not lead the group " + group);
    }

    public static RespException membersNotChanged(String why) {
        return new RespException("ERR The members of the group were not changed: " + why);
    }

    /** Who was to change the members of a group leads no more. */
    public static RespException membersUnderway() {
        return new RespException(
                "UNDERWAY This server leads no more: the change of members is finished by who leads next, or"
                        + " never was. Repeat the command there");
    }

    /**
     * Ours: the write was done, and it is not known whether it will last.
     *
     * @param why what ended the waiting, with the blank or semicolon before it
     */
    public static RespException noQuorum(int confirmed, int wanted, String why) {
        return new RespException("NOQUORUM Applied here, but the outcome is unknown: " + confirmed + " of " + wanted
                + " replicas have confirmed it" + why);
    }

    public static RespException noSuchMembers() {
        return new RespException(
                "ERR Members are distinct server ids, this server's among them, more than replicas that confirm, and at most 65");
    }

    public static RespException notASentinel() {
        return new RespException(
                "ERR A sentinel is named by its id of 40 letters and digits, and an epoch is no negative number");
    }

    public static RespException notPrepared(String why) {
        return new RespException("NOTPREPARED " + why);
    }

    public static RespException notStored(String reason) {
        return new RespException("ERR What was to be promised could not be brought to the disk: " + reason);
    }

    /** @param ballot the one promised, epoch and token, so that who asks can take a later one */
    public static RespException promised(String ballot, String why) {
        return new RespException("PROMISED " + ballot + " " + why);
    }

    /** Roles are given by ballots here. @param ballot the one promised */
    public static RespException supervised(String group, String ballot) {
        return new RespException("SUPERVISED This server belongs to group " + group + " (ballot promised: " + ballot
                + "): its role is given by SUPERVISE, or against the group's will by SUPERVISE OVERRIDE");
    }

    public static RespException supervisedByNobody() {
        return new RespException("ERR This server belongs to no group: REPLICAOF will do");
    }

    public static RespException supervisedWhileFailingOver() {
        return new RespException("ERR SUPERVISE not allowed while failing over.");
    }
}
