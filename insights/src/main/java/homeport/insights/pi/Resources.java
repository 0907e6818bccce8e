package homeport.insights.pi;

import homeport.aws.Call;
import homeport.insights.watch.Fleet;
import homeport.insights.watch.Watched;
import java.util.Optional;

/** From identifiers to servers with insights. */
final class Resources {
    /** AWS refuses it; the guide that many start from has it. */
    private static final String LENIENT_PREFIX = "db:";

    private final Fleet fleet;
    private final boolean strict;

    Resources(Fleet fleet, boolean strict) {
        this.fleet = fleet;
        this.strict = strict;
    }

    /**
     * @param insights what is switched on for it
     */
    record Resource(Watched server, Watched.Insights insights) {
        String id() {
            return server.resourceId();
        }
    }

    Resource find(Call call, String serviceType, String identifier) {
        if (!serviceType.equals("RDS"))
            throw Refusal.argument("ServiceType is %s; only RDS is here.", serviceType);
        String id = resourceId(identifier);
        Watched server = fleet.find(call.region(), id).orElseThrow(() -> unknown(call, id));
        Watched.Insights insights = server.insights().orElseThrow(() -> off(server));
        return new Resource(server, insights);
    }

    private String resourceId(String identifier) {
        boolean lenient = !strict && identifier.startsWith(LENIENT_PREFIX);
        String id = lenient ? identifier.substring(LENIENT_PREFIX.length()) : identifier;
        boolean valid = !id.isEmpty() && id.chars().allMatch(Resources::allowed);
        if (!valid)
            throw Refusal.argument(
                    "Identifier is %s; it must be a DbiResourceId, of letters, digits and hyphens.",
                    identifier);
        return id;
    }

    private static boolean allowed(int character) {
        return character < 128 && (Character.isLetterOrDigit(character) || character == '-');
    }

    private RuntimeException unknown(Call call, String id) {
        Optional<Watched> named =
                fleet.servers().stream()
                        .filter(one -> one.region().equals(call.region()))
                        .filter(one -> one.identifier().equals(id))
                        .findAny();
        return named.map(one ->
                        Refusal.argument(
                                "Identifier is %s, the name of a DB instance; use its"
                                        + " DbiResourceId, %s.",
                                id, one.resourceId()))
                .orElseGet(() ->
                        Refusal.argument(
                                "No DB instance with the DbiResourceId %s in %s.",
                                id, call.region()));
    }

    private static RuntimeException off(Watched server) {
        return Refusal.argument(
                "Performance Insights is not enabled for %s (%s); enable it with"
                        + " modify-db-instance --enable-performance-insights.",
                server.resourceId(), server.identifier());
    }
}
