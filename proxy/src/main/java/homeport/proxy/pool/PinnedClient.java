package homeport.proxy.pool;

import java.time.Duration;
import java.util.List;

/**
 * A pinned client.
 *
 * @param client its number, as in the log
 * @param server the number of the connection that it holds, as in the log
 * @param held how long it has been pinned
 */
public record PinnedClient(
        long client,
        long server,
        String user,
        String database,
        Duration held,
        List<Because> reasons) {
    /**
     * One statement that pins.
     *
     * @param digest the statement without its literals
     * @param digestId the same for the same digest
     * @param count how often this client has run it
     * @param advice what to do instead
     */
    public record Because(
            String reason, String digest, String digestId, long count, String advice) {}

    static PinnedClient of(Client client, long nowNanos) {
        Pins pins = client.pins();
        return new PinnedClient(
                client.number,
                client.server() == null ? 0 : client.server().number,
                client.identity.user(),
                client.identity.database(),
                Duration.ofNanos(nowNanos - pins.sinceNanos),
                pins.reasons.values().stream()
                        .map(reason ->
                                new Because(
                                        reason.effect.reason(),
                                        reason.digest,
                                        reason.digestId,
                                        reason.count,
                                        reason.effect.advice()))
                        .toList());
    }
}
