package homeport.it;

import homeport.server.stage.Stage;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.DBProxyTarget;
import software.amazon.awssdk.services.rds.model.EngineFamily;
import software.amazon.awssdk.services.rds.model.Subnet;
import software.amazon.awssdk.services.rds.model.TargetState;
import software.amazon.awssdk.services.rds.model.UserAuthConfig;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The DB proxies that tests put before their {@link Databases}. */
final class Proxies {
    /** Else the driver is pinned by what it sets when it connects. */
    private static final Map<String, String> QUIET = Map.of("assumeMinServerVersion", "12");

    private Proxies() {}

    /** Puts a user's password into a secret of the user's name. */
    static UserAuthConfig.Builder user(Stage stage, String name) throws IOException {
        String json =
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(name, Databases.PASSWORD);
        try (SecretsManagerClient secrets = stage.secrets()) {
            String arn = secrets.createSecret(r -> r.name(name).secretString(json)).arn();
            return UserAuthConfig.builder().authScheme("SECRETS").secretArn(arn);
        }
    }

    /**
     * Has one made in the instance's subnets, and does not wait for its target.
     *
     * @return its endpoint
     */
    static String create(
            Stage stage, RdsClient rds, String name, String instance, UserAuthConfig... users)
            throws IOException {
        List<String> subnets =
                stage.instance(instance).dbSubnetGroup().subnets().stream()
                        .map(Subnet::subnetIdentifier)
                        .toList();
        String endpoint =
                rds.createDBProxy(r ->
                                r.dbProxyName(name)
                                        .engineFamily(EngineFamily.POSTGRESQL)
                                        .roleArn("arn:aws:iam::000000000000:role/proxy")
                                        .vpcSubnetIds(subnets)
                                        .auth(users))
                        .dbProxy()
                        .endpoint();
        rds.registerDBProxyTargets(r -> r.dbProxyName(name).dbInstanceIdentifiers(instance));
        return endpoint;
    }

    static void awaitTarget(RdsClient rds, String name, Duration max)
            throws IOException, TimeoutException {
        Stage.await("its target is available", max, () -> isAvailable(rds, name));
    }

    private static boolean isAvailable(RdsClient rds, String name) {
        List<DBProxyTarget> targets =
                rds.describeDBProxyTargets(r -> r.dbProxyName(name)).targets();
        return !targets.isEmpty()
                && targets.getFirst().targetHealth().state() == TargetState.AVAILABLE;
    }

    static Connection connect(Stage stage, String endpoint, String user, String password)
            throws SQLException {
        return stage.connect(endpoint, 5432, "postgres", user, password, QUIET);
    }
}
