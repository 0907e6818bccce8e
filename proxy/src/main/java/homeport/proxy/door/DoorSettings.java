package homeport.proxy.door;

import java.time.Duration;

/**
 * The limits of one door.
 *
 * @param loops relay threads, 1 to 64; default one for two processors
 * @param loginTime from accepting a client to the end of its sign-in, 100 ms to 10 min, not
 *     counting waits for a server; then the client is cut. Default 60 s, PostgreSQL's {@code
 *     authentication_timeout}
 * @param sessionsMax clients of one listener, signing in or in; one more is told 53300
 * @param loginsMax clients of one listener that may be signing in at once; one more is told 53300
 * @param linger how long a client that is refused may take to read why, 1 ms to 10 s
 * @param notice how long after a server was found dead its endpoint may take to lead elsewhere, 0
 *     to 60 s; then the client is told that nobody is there. Default 500 ms, many times what a dead
 *     server's parent needs to hear of it
 * @param look how long a relay thread that has had something to do looks for more before it sleeps,
 *     0 to 1 ms; default 100 us, what a short query takes
 */
public record DoorSettings(
        int loops,
        Duration loginTime,
        int sessionsMax,
        int loginsMax,
        Duration linger,
        Duration notice,
        Duration look) {
    /** What the service uses. */
    public static final DoorSettings DEFAULT =
            new DoorSettings(
                    Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, 64),
                    Duration.ofSeconds(60),
                    20_000,
                    1_000,
                    Duration.ofSeconds(1),
                    Duration.ofMillis(500),
                    Duration.ofNanos(100_000));

    /** Refuses what is out of range. */
    public DoorSettings {
        check("loops", loops, 1, 64);
        check("loginTime in ms", loginTime.toMillis(), 100, 600_000);
        check("sessionsMax", sessionsMax, 1, 1_000_000);
        check("loginsMax", loginsMax, 1, 100_000);
        check("linger in ms", linger.toMillis(), 1, 10_000);
        check("notice in ms", notice.toMillis(), 0, 60_000);
        check("look in ns", look.toNanos(), 0, 1_000_000);
    }

    private static void check(String name, long value, long min, long max) {
        if (value < min || value > max)
            throw new IllegalArgumentException(
                    "%s is %d, allowed %d to %d".formatted(name, value, min, max));
    }

    /** The same with another time to sign in. */
    public DoorSettings withLoginTime(Duration time) {
        return new DoorSettings(loops, time, sessionsMax, loginsMax, linger, notice, look);
    }

    /** The same with other limits on clients. */
    public DoorSettings withMax(int sessions, int logins) {
        return new DoorSettings(loops, loginTime, sessions, logins, linger, notice, look);
    }

    /** The same with another time for an endpoint to notice that its server is dead. */
    public DoorSettings withNotice(Duration time) {
        return new DoorSettings(loops, loginTime, sessionsMax, loginsMax, linger, time, look);
    }
}
