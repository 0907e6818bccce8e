package homeport.control.plan;

import homeport.control.instance.DbInstance;
import homeport.control.instance.Observed;
import homeport.control.instance.Observed.Trouble;
import homeport.control.instance.Observed.Trouble.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a failed step means and when to try again. Pure. */
public final class Diagnosis {
    private static final Duration RETRY_MIN = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofSeconds(60);
    private static final int MESSAGE_MAX = 1000;

    private static final Pattern SPACE = Pattern.compile("No space left on device|Disk quota");
    private static final Pattern NETWORK =
            Pattern.compile(
                    "could not bind|Address already in use|Cannot assign requested address"
                            + "|could not create any TCP/IP sockets|cannot listen");
    private static final Pattern PARAMETERS =
            Pattern.compile(
                    "invalid value for parameter|unrecognized configuration parameter"
                            + "|outside the valid range|contains errors|could not access file"
                            + "|could not load library|could not map anonymous shared memory"
                            + "|parameter \"[^\"]+\"");

    private Diagnosis() {}

    /**
     * @param seen with the trouble that the instance was already in
     * @param message what the engine said
     */
    public static Trouble of(
            Step step, String message, DbInstance asked, Observed seen, Instant now) {
        boolean restoring = asked.origin().snapshotData().isPresent();
        Kind kind = kind(step, message, restoring);
        String request = Plan.request(asked);
        Optional<Trouble> same =
                seen.trouble().filter(old -> old.kind() == kind && old.ofRequest().equals(request));
        int attempts = same.map(Trouble::attempts).orElse(0) + 1;
        Instant since = same.map(Trouble::since).orElse(now);
        String text = message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX) : message;
        return new Trouble(kind, text, since, attempts, now.plus(pause(attempts)), request);
    }

    /** Doubles from {@code 1 s} to {@code 60 s}. */
    public static Duration pause(int attempts) {
        Duration pause = RETRY_MIN.multipliedBy(1L << Math.min(attempts - 1, 6));
        return pause.compareTo(RETRY_MAX) > 0 ? RETRY_MAX : pause;
    }

    private static Kind kind(Step step, String message, boolean restoring) {
        if (SPACE.matcher(message).find()) return Kind.STORAGE_FULL;
        if (NETWORK.matcher(message).find()) return Kind.INCOMPATIBLE_NETWORK;
        boolean starting = step instanceof Step.Start || step instanceof Step.Restart;
        if (starting && PARAMETERS.matcher(message).find()) return Kind.INCOMPATIBLE_PARAMETERS;
        boolean restore = restoring && step instanceof Step.MakeData;
        return restore ? Kind.INCOMPATIBLE_RESTORE : Kind.FAILED;
    }
}
