package homeport.insights.lock;

import java.util.Arrays;
import java.util.Optional;

/**
 * Modes of PostgreSQL's locks. Source: PostgreSQL documentation, "Conflicting Lock Modes"; {@code
 * lock.c}, {@code LockConflicts}.
 */
enum LockMode {
    ACCESS_SHARE("AccessShareLock", 0b1000_0000),
    ROW_SHARE("RowShareLock", 0b1100_0000),
    ROW_EXCLUSIVE("RowExclusiveLock", 0b1111_0000),
    SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock", 0b1111_1000),
    SHARE("ShareLock", 0b1110_1100),
    SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock", 0b1111_1100),
    EXCLUSIVE("ExclusiveLock", 0b1111_1110),
    ACCESS_EXCLUSIVE("AccessExclusiveLock", 0b1111_1111);

    private final String postgres;
    private final int conflicts;

    /**
     * @param conflicts bit n: with the mode of ordinal n
     */
    LockMode(String postgres, int conflicts) {
        this.postgres = postgres;
        this.conflicts = conflicts;
    }

    /** Empty for what nobody waits for: {@code SIReadLock}. */
    static Optional<LockMode> of(String postgres) {
        return Arrays.stream(values()).filter(mode -> mode.postgres.equals(postgres)).findAny();
    }

    boolean conflictsWith(LockMode other) {
        return (conflicts >> other.ordinal() & 1) != 0;
    }
}
