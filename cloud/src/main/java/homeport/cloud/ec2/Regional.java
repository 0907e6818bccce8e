package homeport.cloud.ec2;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import software.amazon.awssdk.services.ec2.model.AccountAttribute;
import software.amazon.awssdk.services.ec2.model.AccountAttributeValue;
import software.amazon.awssdk.services.ec2.model.AvailabilityZone;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneOptInStatus;
import software.amazon.awssdk.services.ec2.model.AvailabilityZoneState;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAccountAttributesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAvailabilityZonesResponse;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeRegionsResponse;
import software.amazon.awssdk.services.ec2.model.Region;

/** What is true of a region and an account without anybody having made it. */
final class Regional {
    /** The regions that an AWS account has without opting in; any other name works as well. */
    static final List<String> REGIONS =
            List.of(
                    "ap-northeast-1",
                    "ap-northeast-2",
                    "ap-northeast-3",
                    "ap-south-1",
                    "ap-southeast-1",
                    "ap-southeast-2",
                    "ca-central-1",
                    "eu-central-1",
                    "eu-north-1",
                    "eu-west-1",
                    "eu-west-2",
                    "eu-west-3",
                    "sa-east-1",
                    "us-east-1",
                    "us-east-2",
                    "us-west-1",
                    "us-west-2");

    private static final String NOT_REQUIRED = "opt-in-not-required";

    private static final Query<Region> REGION =
            new Query<>(
                    "regionNames",
                    Region::regionName,
                    name ->
                            AwsException.invalidValue(
                                    "Invalid region names provided: %s".formatted(name)),
                    region -> List.of(),
                    Map.of(
                            "region-name", region -> List.of(region.regionName()),
                            "opt-in-status", region -> List.of(region.optInStatus())));

    private static final Query<AvailabilityZone> ZONE =
            new Query<>(
                    "zoneNames",
                    AvailabilityZone::zoneName,
                    name ->
                            AwsException.invalidValue(
                                    "Invalid availability zone: [%s]".formatted(name)),
                    zone -> List.of(),
                    Map.of(
                            "zone-name", zone -> List.of(zone.zoneName()),
                            "zone-id", zone -> List.of(zone.zoneId()),
                            "zone-type", zone -> List.of(zone.zoneType()),
                            "region-name", zone -> List.of(zone.regionName()),
                            "group-name", zone -> List.of(zone.groupName()),
                            "state", zone -> List.of(zone.stateAsString()),
                            "opt-in-status", zone -> List.of(zone.optInStatusAsString())));

    private final NetworkStore networks;

    Regional(NetworkStore networks) {
        this.networks = networks;
    }

    DescribeRegionsResponse regions(Call call, DescribeRegionsRequest request) {
        var names = new TreeSet<>(REGIONS);
        names.add(call.region());
        names.addAll(request.regionNames());
        var all =
                names.stream()
                        .map(name -> Region.builder().regionName(name).optInStatus(NOT_REQUIRED))
                        .map(Region.Builder::build)
                        .toList();
        var page =
                REGION.page(
                        all, Query.Asked.of(request.regionNames(), request.filters(), null, null));
        return DescribeRegionsResponse.builder().regions(page.items()).build();
    }

    DescribeAvailabilityZonesResponse zones(Call call, DescribeAvailabilityZonesRequest request) {
        var all =
                Zones.names(call.region()).stream().map(name -> zone(call.region(), name)).toList();
        for (String id : request.zoneIds())
            if (all.stream().noneMatch(zone -> zone.zoneId().equals(id)))
                throw AwsException.invalidValue("Invalid availability zone-id: [%s]".formatted(id));
        var byId =
                all.stream()
                        .filter(zone ->
                                request.zoneIds().isEmpty()
                                        || request.zoneIds().contains(zone.zoneId()))
                        .toList();
        var page =
                ZONE.page(byId, Query.Asked.of(request.zoneNames(), request.filters(), null, null));
        return DescribeAvailabilityZonesResponse.builder().availabilityZones(page.items()).build();
    }

    private static AvailabilityZone zone(String region, String name) {
        return AvailabilityZone.builder()
                .zoneName(name)
                .zoneId(Zones.id(region, name))
                .zoneType("availability-zone")
                .regionName(region)
                .groupName(region)
                .networkBorderGroup(region)
                .state(AvailabilityZoneState.AVAILABLE)
                .optInStatus(AvailabilityZoneOptInStatus.OPT_IN_NOT_REQUIRED)
                .build();
    }

    /** Attributes that mean something where no EC2 instances run. */
    DescribeAccountAttributesResponse attributes(
            Call call, DescribeAccountAttributesRequest request) {
        var asked = request.attributeNamesAsStrings();
        String defaultVpc = networks.defaultOf(call.region()).map(Network::vpcId).orElse("none");
        var all =
                List.of(
                        attribute("supported-platforms", "VPC"),
                        attribute("default-vpc", defaultVpc));
        return DescribeAccountAttributesResponse.builder()
                .accountAttributes(
                        all.stream()
                                .filter(a -> asked.isEmpty() || asked.contains(a.attributeName()))
                                .toList())
                .build();
    }

    private static AccountAttribute attribute(String name, String value) {
        return AccountAttribute.builder()
                .attributeName(name)
                .attributeValues(AccountAttributeValue.builder().attributeValue(value).build())
                .build();
    }
}
