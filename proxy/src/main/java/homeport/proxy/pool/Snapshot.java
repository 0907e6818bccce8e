package homeport.proxy.pool;

import java.time.Duration;

/**
 * A proxy at one moment. Counts of events are since it began. Source of the names: RDS user guide,
 * "Monitoring RDS Proxy metrics with CloudWatch".
 *
 * @param borrowTime what all borrows took together
 */
public record Snapshot(
        int clientConnections,
        int clientConnectionsTls,
        int clientConnectionsInSetup,
        long clientConnectionsReceived,
        long clientConnectionsSetupSucceeded,
        long clientConnectionsSetupFailedAuth,
        long clientConnectionsClosed,
        long queryRequests,
        int databaseConnections,
        int currentlyBorrowed,
        int currentlyInTransaction,
        int currentlySessionPinned,
        int waiting,
        int maxDatabaseConnectionsAllowed,
        long databaseConnectionRequests,
        long databaseConnectionsSetupSucceeded,
        long databaseConnectionsSetupFailed,
        long borrowRequests,
        long borrowRequestsAborted,
        Duration borrowTime) {}
