package homeport.control.catalog;

/**
 * What this installation really does, as orderable options tell it. The server states it; nothing
 * is claimed by default.
 */
public record Capabilities(
        boolean clusters,
        boolean storageEncryption,
        boolean storageAutoscaling,
        boolean enhancedMonitoring,
        boolean performanceInsights,
        boolean iamAuthentication) {}
