package homeport.control.event;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an event may be about, with the categories that a subscription to it may name. Source: RDS
 * user guide, "Amazon RDS event categories and event messages".
 */
public enum Source {
    DB_INSTANCE(
            "db-instance",
            "db",
            "availability",
            "backup",
            "configuration change",
            "creation",
            "deletion",
            "failover",
            "failure",
            "low storage",
            "maintenance",
            "notification",
            "read replica",
            "recovery",
            "restoration",
            "security",
            "security patching"),
    DB_SECURITY_GROUP("db-security-group", "secgrp", "configuration change", "failure"),
    DB_PARAMETER_GROUP("db-parameter-group", "pg", "configuration change"),
    DB_SNAPSHOT("db-snapshot", "snapshot", "creation", "deletion", "notification", "restoration"),
    DB_CLUSTER(
            "db-cluster",
            "cluster",
            "configuration change",
            "creation",
            "deletion",
            "failover",
            "failure",
            "global failover",
            "maintenance",
            "notification",
            "serverless"),
    DB_CLUSTER_SNAPSHOT(
            "db-cluster-snapshot",
            "cluster-snapshot",
            "backup",
            "creation",
            "deletion",
            "notification"),
    DB_PROXY("db-proxy", "db-proxy", "configuration change", "creation", "deletion", "failure"),
    BLUE_GREEN_DEPLOYMENT(
            "blue-green-deployment",
            "deployment",
            "creation",
            "deletion",
            "failure",
            "notification",
            "low storage",
            "switchover"),
    CUSTOM_ENGINE_VERSION("custom-engine-version", "cev", "creation", "failure", "restoration");

    private final String text;
    private final String arnKind;
    private final List<String> categories;

    Source(String text, String arnKind, String... categories) {
        this.text = text;
        this.arnKind = arnKind;
        this.categories = List.of(categories);
    }

    public static Optional<Source> of(String text) {
        return Arrays.stream(values()).filter(source -> source.text.equals(text)).findFirst();
    }

    /** As on the wire: {@code db-instance}. */
    public String text() {
        return text;
    }

    /** As in the resource's ARN: {@code db}. */
    public String arnKind() {
        return arnKind;
    }

    public List<String> categories() {
        return categories;
    }
}
