package homeport.cloud.ec2;

import static homeport.cloud.Caller.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import homeport.cloud.Caller;
import homeport.store.Op;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.AllocateAddressRequest;
import software.amazon.awssdk.services.ec2.model.AllocateAddressResponse;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNatGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetRequest;
import software.amazon.awssdk.services.ec2.model.DeleteSubnetResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNatGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRouteTablesResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.NatGateway;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressRequest;
import software.amazon.awssdk.services.ec2.model.ReleaseAddressResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;
import software.amazon.awssdk.services.ec2.model.Route;
import software.amazon.awssdk.services.ec2.model.RouteTable;

/** Routes, gateways, and the order in which they come and go. */
final class RoutingTest extends Ec2World {
    private static final String ANYWHERE = "0.0.0.0/0";

    private final String vpc = vpc("10.0.0.0/16");
    private final String subnet = subnet(vpc, "10.0.1.0/24");

    @Test
    void theDefaultVpcHasAWayOut() {
        String own = networks.defaultVpc(Caller.REGION).orElseThrow();
        RouteTable main = tables(by("vpc-id", own)).getFirst();
        assertThat(main.routes())
                .extracting(Route::destinationCidrBlock, Route::gatewayId, Route::stateAsString)
                .containsExactly(
                        tuple("172.31.0.0/16", "local", "active"),
                        tuple(ANYWHERE, Outside.defaultGatewayId(own), "active"));
        assertThat(
                        ec2.call(
                                        DescribeInternetGatewaysResponse.class,
                                        DescribeInternetGatewaysRequest.builder()
                                                .filters(by("attachment.vpc-id", own))
                                                .build())
                                .internetGateways())
                .singleElement()
                .satisfies(gateway ->
                        assertThat(gateway.internetGatewayId())
                                .isEqualTo(Outside.defaultGatewayId(own)));
    }

    @Test
    void aVpcWithAnOldRecordHasItsMainTable() {
        String old = "vpc-0123456789abcdef0";
        String record =
                """
                {"vpcId":"%s","cidr":"10.8.0.0/16","defaultVpc":false,"dns":{"support":true,"hostnames":false},
                "addressMetrics":false,"subnets":[],"groups":[],"tags":{}}\
                """
                        .formatted(old);
        store.commit(
                List.of(
                        Op.create(
                                "/ec2/us-east-1/vpc/" + old,
                                record.getBytes(StandardCharsets.UTF_8))));
        assertThat(tables(by("vpc-id", old), by("association.main", "true"))).hasSize(1);
    }

    @Test
    void aRouteGoesToWhatIsAttachedAndIsABlackHoleAfterwards() {
        String table = table("");
        String gateway = gateway();
        refused("InvalidParameterValue", "different networks", () -> route(table, gateway));
        attach(gateway);
        route(table, gateway);
        refused("RouteAlreadyExists", ANYWHERE, () -> route(table, nat()));
        assertThat(states(table)).containsExactly("active", "active");
        detach(gateway);
        assertThat(states(table)).containsExactly("active", "blackhole");
        var delete =
                DeleteRouteRequest.builder()
                        .routeTableId(table)
                        .destinationCidrBlock(ANYWHERE)
                        .build();
        ec2.call(DeleteRouteResponse.class, delete);
        refused(
                "InvalidRoute.NotFound",
                "no route with destination-cidr-block 0.0.0.0/0 in route table " + table,
                () -> ec2.call(DeleteRouteResponse.class, delete));
        refused("InvalidInternetGatewayID.NotFound", "igw-x", () -> route(table, "igw-x"));
    }

    @Test
    void aSubnetHasOneTableAndAVpcAMainOne() {
        String first = table("");
        String second = table("");
        String tie = associate(first);
        assertThat(associate(first)).isEqualTo(tie);
        refused("Resource.AlreadyAssociated", second, () -> associate(second));
        refused(
                "DependencyViolation",
                "The routeTable '%s' has dependencies and cannot be deleted.".formatted(first),
                () -> delete(first));
        String moved = replace(tie, second);
        assertThat(tables(by("association.subnet-id", subnet)))
                .extracting(RouteTable::routeTableId)
                .containsExactly(second);
        delete(first);
        ec2.call(
                DisassociateRouteTableResponse.class,
                DisassociateRouteTableRequest.builder().associationId(moved).build());
        RouteTable main = tables(by("vpc-id", vpc), by("association.main", "true")).getFirst();
        refused("DependencyViolation", "", () -> delete(main.routeTableId()));
        replace(main.associations().getFirst().routeTableAssociationId(), second);
        assertThat(tables(by("association.main", "true"), by("vpc-id", vpc)))
                .extracting(RouteTable::routeTableId)
                .containsExactly(second);
        delete(main.routeTableId());
    }

    @Test
    void oneTokenMakesOneThing() {
        assertThat(table("once")).isEqualTo(table("once")).isNotEqualTo(table("twice"));
        attach(gateway());
        var request = natRequest(allocate()).clientToken("n").build();
        String first = created(request);
        assertThat(created(request)).isEqualTo(first);
        String other = allocate();
        refused(
                "IdempotentParameterMismatch",
                "used before",
                () -> created(request.toBuilder().allocationId(other).build()));
    }

    @Test
    void aNatGatewayComesAndGoesInItsTime() {
        String gateway = gateway();
        attach(gateway);
        String allocation = allocate();
        String nat = created(natRequest(allocation).build());
        assertThat(state(nat)).isEqualTo("pending");
        ec2.now = ec2.now.plus(Duration.ofSeconds(2));
        assertThat(state(nat)).isEqualTo("available");
        var release = ReleaseAddressRequest.builder().allocationId(allocation).build();
        refused(
                "InvalidIPAddress.InUse",
                "is in use",
                () -> ec2.call(ReleaseAddressResponse.class, release));
        refused("DependencyViolation", "mapped public address", () -> detach(gateway));
        refused(
                "Resource.AlreadyAssociated",
                allocation,
                () -> created(natRequest(allocation).build()));
        ec2.call(
                DeleteNatGatewayResponse.class,
                DeleteNatGatewayRequest.builder().natGatewayId(nat).build());
        assertThat(state(nat)).isEqualTo("deleting");
        ec2.call(ReleaseAddressResponse.class, release);
        ec2.now = ec2.now.plus(Duration.ofSeconds(2));
        assertThat(state(nat)).isEqualTo("deleted");
        ec2.now = ec2.now.plus(Duration.ofHours(2));
        refused("NatGatewayNotFound", nat, () -> state(nat));
    }

    @Test
    void aNatGatewayWithoutAWayOutFails() {
        String nat = created(natRequest(allocate()).build());
        ec2.now = ec2.now.plus(Duration.ofSeconds(2));
        NatGateway failed = nats(nat).getFirst();
        assertThat(failed.stateAsString()).isEqualTo("failed");
        assertThat(failed.failureCode()).isEqualTo("Gateway.NotAttached");
        assertThat(failed.failureMessage())
                .isEqualTo("Network %s has no Internet gateway attached".formatted(vpc));
    }

    @Test
    void aVpcGoesLast() {
        String gateway = gateway();
        attach(gateway);
        String other = gateway();
        refused("InvalidParameterValue", "already has an internet gateway", () -> attach(other));
        refused("Resource.AlreadyAssociated", vpc, () -> attach(gateway));
        String table = table("");
        associate(table);
        ec2.call(
                DeleteSubnetResponse.class, DeleteSubnetRequest.builder().subnetId(subnet).build());
        assertThat(tables(by("route-table-id", table)).getFirst().associations()).isEmpty();
        var delete = DeleteVpcRequest.builder().vpcId(vpc).build();
        refused("DependencyViolation", vpc, () -> ec2.call(DeleteVpcResponse.class, delete));
        delete(table);
        refused("DependencyViolation", vpc, () -> ec2.call(DeleteVpcResponse.class, delete));
        var deleteGateway =
                DeleteInternetGatewayRequest.builder().internetGatewayId(gateway).build();
        refused(
                "DependencyViolation",
                gateway,
                () -> ec2.call(DeleteInternetGatewayResponse.class, deleteGateway));
        detach(gateway);
        refused("Gateway.NotAttached", gateway, () -> detach(gateway));
        ec2.call(DeleteInternetGatewayResponse.class, deleteGateway);
        ec2.call(DeleteVpcResponse.class, delete);
    }

    // ---- short words

    private static Filter by(String name, String value) {
        return Filter.builder().name(name).values(value).build();
    }

    private List<RouteTable> tables(Filter... filters) {
        return ec2.call(
                        DescribeRouteTablesResponse.class,
                        DescribeRouteTablesRequest.builder().filters(filters).build())
                .routeTables();
    }

    private List<String> states(String table) {
        return tables(by("route-table-id", table)).getFirst().routes().stream()
                .map(Route::stateAsString)
                .toList();
    }

    private String table(String token) {
        return ec2.call(
                        CreateRouteTableResponse.class,
                        CreateRouteTableRequest.builder().vpcId(vpc).clientToken(token).build())
                .routeTable()
                .routeTableId();
    }

    private void delete(String table) {
        ec2.call(
                DeleteRouteTableResponse.class,
                DeleteRouteTableRequest.builder().routeTableId(table).build());
    }

    private String associate(String table) {
        return ec2.call(
                        AssociateRouteTableResponse.class,
                        AssociateRouteTableRequest.builder()
                                .routeTableId(table)
                                .subnetId(subnet)
                                .build())
                .associationId();
    }

    private String replace(String tie, String table) {
        return ec2.call(
                        ReplaceRouteTableAssociationResponse.class,
                        ReplaceRouteTableAssociationRequest.builder()
                                .associationId(tie)
                                .routeTableId(table)
                                .build())
                .newAssociationId();
    }

    private void route(String table, String target) {
        var route = CreateRouteRequest.builder().routeTableId(table).destinationCidrBlock(ANYWHERE);
        if (target.startsWith("nat-")) route.natGatewayId(target);
        else route.gatewayId(target);
        ec2.call(CreateRouteResponse.class, route.build());
    }

    private String gateway() {
        return ec2.call(
                        CreateInternetGatewayResponse.class,
                        CreateInternetGatewayRequest.builder().build())
                .internetGateway()
                .internetGatewayId();
    }

    private void attach(String gateway) {
        ec2.call(
                AttachInternetGatewayResponse.class,
                AttachInternetGatewayRequest.builder()
                        .vpcId(vpc)
                        .internetGatewayId(gateway)
                        .build());
    }

    private void detach(String gateway) {
        ec2.call(
                DetachInternetGatewayResponse.class,
                DetachInternetGatewayRequest.builder()
                        .vpcId(vpc)
                        .internetGatewayId(gateway)
                        .build());
    }

    private String allocate() {
        return ec2.call(AllocateAddressResponse.class, AllocateAddressRequest.builder().build())
                .allocationId();
    }

    private CreateNatGatewayRequest.Builder natRequest(String allocation) {
        return CreateNatGatewayRequest.builder().subnetId(subnet).allocationId(allocation);
    }

    private String created(CreateNatGatewayRequest request) {
        return ec2.call(CreateNatGatewayResponse.class, request).natGateway().natGatewayId();
    }

    private String nat() {
        return created(
                CreateNatGatewayRequest.builder()
                        .subnetId(subnet)
                        .connectivityType("private")
                        .build());
    }

    private List<NatGateway> nats(String id) {
        return ec2.call(
                        DescribeNatGatewaysResponse.class,
                        DescribeNatGatewaysRequest.builder().natGatewayIds(id).build())
                .natGateways();
    }

    private String state(String nat) {
        return nats(nat).getFirst().stateAsString();
    }
}
