package homeport.control.instance;

import homeport.aws.AwsException;
import homeport.aws.Call;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.rds.model.DBSubnetGroup;

/**
 * What the actions on instances ask of the rest of the service. Every method throws AWS's error for
 * its member.
 */
public interface Surroundings {
    /**
     * @throws homeport.aws.AwsException no such engine here
     */
    void checkEngine(String engine);

    /**
     * @param asked {@code 16.3}, {@code 16} or nothing for the default
     */
    String version(Optional<String> asked);

    void checkClass(String instanceClass);

    /** The group's name, of the version's family; the default group when none is named. */
    String parameterGroup(Call call, Optional<String> name, String version);

    /** The same for a Multi-AZ DB cluster and its own kind of group. */
    String clusterParameterGroup(Call call, Optional<String> name, String version);

    Place subnetGroup(Call call, Optional<String> name);

    /** Where what once had these settings can be restored: its subnet group may be gone since. */
    default Place restorePlace(Call call, Settings was) {
        try {
            return subnetGroup(call, Optional.of(was.access().subnetGroup()));
        } catch (AwsException gone) {
            return subnetGroup(call, Optional.empty());
        }
    }

    /** The named groups, all of that VPC; its default group when none is named. */
    List<String> securityGroups(Call call, List<String> named, String vpcId);

    void checkOptionGroup(Call call, String name, String version);

    void checkCertificate(String identifier);

    String defaultCertificate();

    Instant certificateEnds();

    /** Of endpoints whose creator named none. */
    int defaultPort();

    /**
     * @param zones of the subnets, in order
     */
    record Place(String name, String vpcId, List<String> zones, DBSubnetGroup shown) {}
}
