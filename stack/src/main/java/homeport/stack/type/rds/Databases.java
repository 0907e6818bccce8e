package homeport.stack.type.rds;

import homeport.stack.type.Ask;
import homeport.stack.type.Change;
import homeport.stack.type.Declaration;
import homeport.stack.type.Documented;
import homeport.stack.type.TagForm;
import homeport.stack.type.Told;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The types of RDS, and those of them that are tables. */
public final class Databases {
    static final String RDS = "rds";

    private static final int NAME_MAX = 255;
    private static final int SHORT_NAME_MAX = 63;

    private Databases() {}

    public static List<Documented> types() {
        return List.of(
                subnetGroup(),
                new ParameterGroup("DBParameterGroup", "DBParameters").type(),
                new ParameterGroup("DBClusterParameterGroup", "DBClusterParameters").type(),
                optionGroup(),
                DbInstance.type(),
                DbCluster.type(),
                proxy(),
                new ProxyTargetGroup(),
                proxyEndpoint(),
                eventSubscription());
    }

    private static Documented subnetGroup() {
        return Declaration.type("AWS::RDS::DBSubnetGroup", RDS)
                .namedInLowerCase("DBSubnetGroupName", NAME_MAX)
                .update("DBSubnetGroupDescription", "SubnetIds")
                .tagged(TagForm.rds("/DBSubnetGroupArn"))
                .createdBy("CreateDBSubnetGroup")
                .seenBy("DescribeDBSubnetGroups", "DBSubnetGroupName", "/DBSubnetGroups/0")
                .modifiedBy("ModifyDBSubnetGroup")
                .deletedBy("DeleteDBSubnetGroup")
                .refers("the group's name")
                .build();
    }

    private static Documented optionGroup() {
        return Declaration.type("AWS::RDS::OptionGroup", RDS)
                .namedInLowerCase("OptionGroupName", NAME_MAX)
                .replace("EngineName", "MajorEngineVersion", "OptionGroupDescription")
                .tagged(TagForm.rds("/OptionGroupArn"))
                .createdBy("CreateOptionGroup")
                .seenBy("DescribeOptionGroups", "OptionGroupName", "/OptionGroupsList/0")
                .deletedBy("DeleteOptionGroup")
                .refers("the group's name")
                .build();
    }

    private static Documented proxy() {
        return Declaration.type("AWS::RDS::DBProxy", RDS)
                .namedInLowerCase("DBProxyName", SHORT_NAME_MAX)
                .replace(
                        "EngineFamily",
                        "VpcSubnetIds",
                        "EndpointNetworkType",
                        "TargetConnectionNetworkType")
                .update(
                        "Auth",
                        "DefaultAuthScheme",
                        "RoleArn",
                        "RequireTLS",
                        "IdleClientTimeout",
                        "DebugLogging",
                        "VpcSecurityGroupIds")
                .modifiedAs("VpcSecurityGroupIds", "SecurityGroups")
                .tagged(TagForm.rds("/DBProxyArn"))
                .createdBy("CreateDBProxy")
                .seenBy("DescribeDBProxies", "DBProxyName", "/DBProxies/0")
                .modifiedBy("ModifyDBProxy")
                .ready(
                        "/Status",
                        Set.of("available"),
                        Set.of(
                                "incompatible-network",
                                "insufficient-resource-limits",
                                "deleting",
                                "suspended"))
                .deletedBy("DeleteDBProxy")
                .refers("the proxy's name")
                .attribute("DBProxyArn", "/DBProxyArn")
                .attribute("Endpoint", "/Endpoint")
                .attribute("VpcId", "/VpcId")
                .build();
    }

    private static Documented proxyEndpoint() {
        return Declaration.type("AWS::RDS::DBProxyEndpoint", RDS)
                .namedInLowerCase("DBProxyEndpointName", SHORT_NAME_MAX)
                .replace("DBProxyName", "VpcSubnetIds", "TargetRole", "EndpointNetworkType")
                .update("VpcSecurityGroupIds")
                .tagged(TagForm.rds("/DBProxyEndpointArn"))
                .createdBy("CreateDBProxyEndpoint")
                .seenBy("DescribeDBProxyEndpoints", "DBProxyEndpointName", "/DBProxyEndpoints/0")
                .modifiedBy("ModifyDBProxyEndpoint")
                .ready(
                        "/Status",
                        Set.of("available"),
                        Set.of("incompatible-network", "insufficient-resource-limits", "deleting"))
                .deletedBy("DeleteDBProxyEndpoint")
                .refers("the endpoint's name")
                .attribute("DBProxyEndpointArn", "/DBProxyEndpointArn")
                .attribute("Endpoint", "/Endpoint")
                .attribute("IsDefault", "/IsDefault")
                .attribute("VpcId", "/VpcId")
                .build();
    }

    private static Documented eventSubscription() {
        return Declaration.type("AWS::RDS::EventSubscription", RDS)
                .namedInLowerCase("SubscriptionName", NAME_MAX)
                .update("SnsTopicArn", "SourceType", "EventCategories", "Enabled", "SourceIds")
                .tagged(TagForm.rds("/EventSubscriptionArn"))
                .createdBy("CreateEventSubscription")
                .seenBy(
                        "DescribeEventSubscriptions",
                        "SubscriptionName",
                        "/EventSubscriptionsList/0")
                .settle(Databases::settleSubscription)
                .deletedBy("DeleteEventSubscription")
                .refers("the subscription's name")
                .build();
    }

    /** Its sources have requests of their own once it is there. */
    private static void settleSubscription(Change change) {
        if (change.fresh()) return;
        List<String> plain = List.of("SnsTopicArn", "SourceType", "EventCategories", "Enabled");
        if (change.changed(plain)) {
            Ask ask = Ask.with("SubscriptionName", change.id());
            plain.forEach(one -> ask.take(change.wanted(), one, one));
            ask.of(change.api(), RDS, "ModifyEventSubscription");
        }
        change.added("SourceIds")
                .forEach(one -> source(change, "AddSourceIdentifierToSubscription", one));
        for (String one : change.dropped("SourceIds"))
            Told.remove(() -> source(change, "RemoveSourceIdentifierFromSubscription", one));
    }

    private static ObjectNode source(Change change, String action, String id) {
        return Ask.with("SubscriptionName", change.id())
                .and("SourceIdentifier", id)
                .of(change.api(), RDS, action);
    }
}
