package homeport.control.parameter;

import homeport.control.parameter.ParameterSpec.DataType;
import java.util.List;
import java.util.Optional;

/**
 * The parameters that are RDS's and not PostgreSQL's. Source: RDS user guide, "Working with
 * parameters on your RDS for PostgreSQL DB instance".
 */
final class RdsParameters {
    static final String FORCE_SSL = "rds.force_ssl";
    static final String LOGICAL_REPLICATION = "rds.logical_replication";
    static final String LOG_RETENTION_PERIOD = "rds.log_retention_period";
    private static final int FORCE_SSL_DEFAULT_SINCE_MAJOR = 15;

    private RdsParameters() {}

    static List<ParameterSpec> of(int major) {
        boolean forceSsl = major >= FORCE_SSL_DEFAULT_SINCE_MAJOR;
        return List.of(
                // Homeport keeps no MD5 password, so the only method is the one that AWS advises.
                rds(
                        "rds.accepted_password_auth_method",
                        "How clients may prove a password that is kept in the database.",
                        DataType.STRING,
                        "scram",
                        false,
                        "scram"),
                rds(
                        FORCE_SSL,
                        "Refuses connections without TLS.",
                        DataType.BOOLEAN,
                        "0,1",
                        false,
                        forceSsl ? "1" : "0"),
                rds(
                        LOG_RETENTION_PERIOD,
                        "(min) How long log files are kept.",
                        DataType.INTEGER,
                        "1440-10080",
                        false,
                        "4320"),
                rds(
                        LOGICAL_REPLICATION,
                        "Writes what logical replication needs to the WAL.",
                        DataType.BOOLEAN,
                        "0,1",
                        true,
                        "0"),
                // Nothing enforces it, so it cannot be set to say otherwise.
                rds(
                                "rds.restrict_password_commands",
                                "Keeps password commands to members of rds_password.",
                                DataType.BOOLEAN,
                                "0,1",
                                true,
                                "0")
                        .fixed());
    }

    private static ParameterSpec rds(
            String name,
            String description,
            DataType type,
            String allowed,
            boolean needsRestart,
            String value) {
        return new ParameterSpec(
                name,
                Optional.empty(),
                description,
                type,
                Optional.of(allowed),
                Optional.empty(),
                needsRestart,
                true,
                Optional.of(value));
    }
}
