package homeport.control.loop;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * One virtual thread that works in turns and rests between them, until its time is over or somebody
 * wakes it. A ring while it works is not lost: it rests no more then. {@link #rest} is the thread's
 * own; everything else is for everybody.
 */
public final class Loop {
    private final Thread thread;
    private final Duration joinMax;
    private final Semaphore bell = new Semaphore(0);
    private final CountDownLatch rested = new CountDownLatch(1);
    private volatile boolean stopped;

    /**
     * @param turns goes on until {@link #isStopped}
     * @param joinMax how long the turn at hand is waited for in the end; what it leaves undone is
     *     done after the next start
     */
    public Loop(String name, Duration joinMax, Runnable turns) {
        this.joinMax = joinMax;
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> run(turns));
    }

    private void run(Runnable turns) {
        try {
            turns.run();
        } finally {
            rested.countDown();
        }
    }

    public void start() {
        thread.start();
    }

    public void wake() {
        bell.release();
    }

    public void stop() {
        stopped = true;
        wake();
    }

    public boolean isStopped() {
        return stopped;
    }

    /**
     * Waits for its first rest, or its end.
     *
     * @return false when neither comes in time
     */
    boolean hasRested(Duration max) throws InterruptedException {
        return rested.await(max.toNanos(), TimeUnit.NANOSECONDS);
    }

    public void join() {
        try {
            if (thread.isAlive()) thread.join(joinMax);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @param most 1 ms at least
     */
    public void rest(Duration most) {
        rested.countDown();
        try {
            if (bell.tryAcquire(Math.max(1, most.toMillis()), TimeUnit.MILLISECONDS))
                bell.drainPermits();
        } catch (InterruptedException asked) {
            stopped = true;
        }
    }
}
