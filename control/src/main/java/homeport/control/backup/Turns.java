package homeport.control.backup;

import java.util.concurrent.Semaphore;

/**
 * How many automated backups of this machine run at the same time: a host with thirty instances
 * does not copy all of them at once. Snapshots that somebody asked for do not wait. Safe from any
 * thread.
 */
public final class Turns {
    private final Semaphore free;

    public Turns(BackupLimits limits) {
        this.free = new Semaphore(limits.atOnce());
    }

    /** There is a turn to be had, unless somebody is faster. */
    public boolean free() {
        return free.availablePermits() > 0;
    }

    /** Runs it in its caller's thread when there is a turn, and not at all when there is none. */
    public void attempt(Runnable backup) {
        if (!free.tryAcquire()) return;
        try {
            backup.run();
        } finally {
            free.release();
        }
    }
}
