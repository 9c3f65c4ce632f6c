package io.vedette.server.hyperloglog;

import io.vedette.resp.Errors;
import io.vedette.resp.RespException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/** PFSELFTEST: that registers hold what they are given, that both forms agree, and that estimates are close. Stateless. */
public final class SelfTest {
    private static final int ROUNDS = 50;

    /** Fewer than the ten million of Redis: the server answers nobody else meanwhile. */
    private static final int ELEMENTS = 200_000;

    /** Standard error of an estimate with 16384 registers; six of them are allowed. */
    private static final double ERROR = 1.04 / Math.sqrt(Registers.COUNT);

    private static final long SPARSE_MAX_BYTES = 3_000;

    private SelfTest() {}

    /** @throws RespException {@code TESTFAILED ...} */
    public static void run(RandomGenerator random) throws RespException {
        registers(random);
        estimates(random);
    }

    private static void registers(RandomGenerator random) throws RespException {
        for (int round = 0; round < ROUNDS; round++) {
            HyperLogLog dense = HyperLogLog.empty(SPARSE_MAX_BYTES);
            dense.toDense();
            int[] given = new int[Registers.COUNT];
            for (int i = 0; i < given.length; i++) {
                given[i] = random.nextInt(64);
                dense.raise(i, given[i]);
            }
            Registers read = new Registers();
            dense.mergeInto(read);
            for (int i = 0; i < given.length; i++) {
                if (read.get(i) != given[i]) {
                    throw Errors.selfTestRegister(i, given[i], read.get(i));
                }
            }
        }
    }

    private static void estimates(RandomGenerator random) throws RespException {
        HyperLogLog dense = HyperLogLog.empty(SPARSE_MAX_BYTES);
        dense.toDense();
        HyperLogLog sparse = HyperLogLog.empty(SPARSE_MAX_BYTES);
        long seed = random.nextLong();
        int checkpoint = 1;
        for (int i = 1; i <= ELEMENTS; i++) {
            byte[] element = ByteBuffer.allocate(Long.BYTES).putLong(i ^ seed).array();
            dense.add(element);
            sparse.add(element);
            if (i == checkpoint) {
                long estimate = estimate(dense);
                if (estimate != estimate(sparse)) {
                    throw Errors.selfTestDisagree();
                }
                // With few elements a deviation of one or two is no sign of anything.
                double allowed = Math.ceil(ERROR * 6 * i) + (i == 10 ? 1 : 0);
                if (Math.abs(i - estimate) > Math.max(1, allowed)) {
                    throw Errors.selfTestEstimate(i, Math.abs(i - estimate));
                }
                checkpoint *= 10;
            }
        }
    }

    private static long estimate(HyperLogLog counter) throws RespException {
        Registers registers = new Registers();
        counter.mergeInto(registers);
        return registers.estimate();
    }
}
