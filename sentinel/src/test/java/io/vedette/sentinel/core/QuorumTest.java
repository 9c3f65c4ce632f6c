package io.vedette.sentinel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuorumTest {
    @ParameterizedTest(name = "{0} voters, quorum {1}: majority {2}, votes to lead {3}")
    @CsvSource({
        "1, 1, 1, 1",
        "2, 1, 2, 2",
        "3, 1, 2, 2",
        "3, 2, 2, 2",
        "3, 3, 2, 3",
        "4, 2, 3, 3",
        "5, 2, 3, 3",
        "5, 3, 3, 3",
        "5, 5, 3, 5",
        "1, 2, 1, 2",
        "2, 9, 2, 9"
    })
    void aLeaderNeedsAMajorityAndNeverFewerVotesThanTheQuorum(int voters, int needed, int majority, int votes) {
        Quorum quorum = new Quorum(voters, needed);
        assertEquals(majority, quorum.majority());
        assertEquals(votes, quorum.votesToLead());
        for (int n = 0; n <= votes + 1; n++) {
            assertEquals(n >= votes, quorum.elects(n), n + " votes");
            assertEquals(n >= needed, quorum.isDown(n), n + " opinions");
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8", "9"})
    void noTwoHalvesCanBothElect(int voters) {
        for (int needed = 1; needed <= voters; needed++) {
            Quorum quorum = new Quorum(voters, needed);
            for (int votes = 0; votes <= voters; votes++) {
                boolean both = quorum.elects(votes) && quorum.elects(voters - votes);
                assertEquals(false, both, votes + " of " + voters + ", quorum " + needed);
            }
        }
    }
}
