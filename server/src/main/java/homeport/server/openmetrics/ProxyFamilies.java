package homeport.server.openmetrics;

import homeport.proxy.pool.Snapshot;
import homeport.server.openmetrics.Family.Kind;
import homeport.server.openmetrics.Family.Sample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The metrics of DB proxies, under CloudWatch's words. Pure. */
public final class ProxyFamilies {
    private final List<Sight> proxies;
    private final List<Family> families = new ArrayList<>();

    private ProxyFamilies(List<Sight> proxies) {
        this.proxies = proxies;
    }

    /** A proxy at a moment. */
    public record Sight(String proxy, String region, Snapshot at) {}

    public static List<Family> of(List<Sight> proxies) {
        ProxyFamilies all = new ProxyFamilies(proxies);
        all.gauges();
        all.counts();
        return List.copyOf(all.families);
    }

    private void gauges() {
        gauge("client_connections", "Clients.", Snapshot::clientConnections);
        gauge("client_connections_tls", "With TLS.", Snapshot::clientConnectionsTls);
        gauge(
                "client_connections_in_setup",
                "Clients that sign in.",
                Snapshot::clientConnectionsInSetup);
        gauge("database_connections", "To its targets.", Snapshot::databaseConnections);
        gauge(
                "database_connections_currently_borrowed",
                "That serve a client.",
                Snapshot::currentlyBorrowed);
        gauge(
                "database_connections_currently_in_transaction",
                "With a transaction open.",
                Snapshot::currentlyInTransaction);
        gauge(
                "database_connections_currently_session_pinned",
                "That one client keeps to itself.",
                Snapshot::currentlySessionPinned);
        gauge("clients_waiting", "For a connection.", Snapshot::waiting);
        gauge(
                "max_database_connections_allowed",
                "To its targets.",
                Snapshot::maxDatabaseConnectionsAllowed);
    }

    private void counts() {
        count(
                "client_connections_received",
                "Clients that came.",
                Snapshot::clientConnectionsReceived);
        count(
                "client_connections_setup_succeeded",
                "Clients that came in.",
                Snapshot::clientConnectionsSetupSucceeded);
        count(
                "client_connections_setup_failed_auth",
                "Clients whose password or token was wrong.",
                Snapshot::clientConnectionsSetupFailedAuth);
        count("client_connections_closed", "Clients that went.", Snapshot::clientConnectionsClosed);
        count("query_requests", "Queries.", Snapshot::queryRequests);
        count(
                "database_connection_requests",
                "Connections that were to be opened.",
                Snapshot::databaseConnectionRequests);
        count(
                "database_connections_setup_succeeded",
                "Connections that were opened.",
                Snapshot::databaseConnectionsSetupSucceeded);
        count(
                "database_connections_setup_failed",
                "Connections that could not be opened.",
                Snapshot::databaseConnectionsSetupFailed);
        count("borrow_requests", "For a connection.", Snapshot::borrowRequests);
        count("borrow_requests_aborted", "That were given up.", Snapshot::borrowRequestsAborted);
        add(
                "borrow_seconds",
                Kind.COUNTER,
                "seconds",
                "In which clients waited for a connection.",
                at -> at.borrowTime().toNanos() / 1e9);
    }

    private void gauge(String name, String help, ToDoubleFunction<Snapshot> value) {
        add(name, Kind.GAUGE, "", help, value);
    }

    private void count(String name, String help, ToDoubleFunction<Snapshot> value) {
        add(name, Kind.COUNTER, "", help, value);
    }

    private void add(
            String name, Kind kind, String unit, String help, ToDoubleFunction<Snapshot> value) {
        List<Sample> samples = new ArrayList<>();
        for (Sight one : proxies) {
            Map<String, String> labels = new LinkedHashMap<>();
            labels.put("proxy", one.proxy());
            labels.put("region", one.region());
            samples.add(new Sample(labels, value.applyAsDouble(one.at())));
        }
        families.add(new Family("homeport_proxy_" + name, kind, unit, help, samples));
    }
}
