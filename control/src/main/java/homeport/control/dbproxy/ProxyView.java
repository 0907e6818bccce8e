package homeport.control.dbproxy;

import homeport.control.dbproxy.Proxies.Proxy;
import homeport.control.name.Arn;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.services.rds.model.ConnectionPoolConfigurationInfo;
import software.amazon.awssdk.services.rds.model.DBProxy;
import software.amazon.awssdk.services.rds.model.DBProxyEndpoint;
import software.amazon.awssdk.services.rds.model.DBProxyTargetGroup;
import software.amazon.awssdk.services.rds.model.UserAuthConfigInfo;

/** Proxies as the API shows them. */
final class ProxyView {
    private static final String IPV4 = "IPV4";

    private ProxyView() {}

    static DBProxy of(Proxy proxy, Instant now) {
        DbProxy asked = proxy.asked();
        DbProxy.Settings settings = asked.settings();
        return DBProxy.builder()
                .dbProxyName(asked.name())
                .dbProxyArn(proxy.arn().toString())
                .status(proxy.status().word())
                .engineFamily("POSTGRESQL")
                .vpcId(asked.network().vpcId())
                .vpcSecurityGroupIds(asked.network().securityGroups())
                .vpcSubnetIds(asked.network().subnets())
                .defaultAuthScheme(settings.iamToDatabase() ? "IAM_AUTH" : "NONE")
                .auth(settings.auth().stream().map(ProxyView::entry).toList())
                .roleArn(settings.roleArn())
                .endpoint(asked.address())
                .requireTLS(settings.requireTls())
                .idleClientTimeout(settings.idleClientSeconds())
                .debugLogging(settings.debugUntil(now).isPresent())
                .createdDate(asked.created())
                .updatedDate(asked.updated())
                .endpointNetworkType(IPV4)
                .targetConnectionNetworkType(IPV4)
                .build();
    }

    private static UserAuthConfigInfo entry(AuthEntry entry) {
        return UserAuthConfigInfo.builder()
                .description(entry.description().orElse(null))
                .userName(entry.userName().orElse(null))
                .authScheme("SECRETS")
                .secretArn(entry.secretArn())
                .iamAuth(entry.iam().name())
                .clientPasswordAuthType(entry.clientPassword().name())
                .build();
    }

    static DBProxyTargetGroup group(Proxy proxy) {
        DbProxy.Group group = proxy.asked().group();
        PoolConfig pool = group.pool();
        return DBProxyTargetGroup.builder()
                .dbProxyName(proxy.asked().name())
                .targetGroupName(DbProxy.Group.NAME)
                .targetGroupArn(proxy.groupArn().toString())
                .isDefault(true)
                .status("available")
                .connectionPoolConfig(
                        ConnectionPoolConfigurationInfo.builder()
                                .maxConnectionsPercent(pool.maxConnectionsPercent())
                                .maxIdleConnectionsPercent(pool.maxIdlePercent())
                                .connectionBorrowTimeout(pool.borrowSeconds())
                                .sessionPinningFilters(
                                        pool.tracksVariables()
                                                ? List.of(PoolConfig.EXCLUDE_VARIABLE_SETS)
                                                : List.of())
                                .initQuery(pool.initQuery().orElse(null))
                                .build())
                .createdDate(proxy.asked().created())
                .updatedDate(group.updated())
                .build();
    }

    static DBProxyEndpoint endpoint(ProxyEndpoint endpoint, Proxy proxy) {
        return DBProxyEndpoint.builder()
                .dbProxyEndpointName(endpoint.name())
                .dbProxyEndpointArn(arn(endpoint, proxy).toString())
                .dbProxyName(proxy.asked().name())
                .status(ProxyStatus.of(endpoint, proxy.asked(), proxy.seen()).word())
                .vpcId(endpoint.network().vpcId())
                .vpcSecurityGroupIds(endpoint.network().securityGroups())
                .vpcSubnetIds(endpoint.network().subnets())
                .endpoint(endpoint.address())
                .createdDate(endpoint.created())
                .targetRole(endpoint.role().name())
                .isDefault(false)
                .endpointNetworkType(IPV4)
                .build();
    }

    private static Arn arn(ProxyEndpoint endpoint, Proxy proxy) {
        String account = proxy.asked().account();
        return new Arn(proxy.region(), account, "db-proxy-endpoint", endpoint.resourceId());
    }
}
