package homeport.cloud.ec2;

/** Who else holds on to a subnet or a security group. {@code server} plugs the databases in. */
@FunctionalInterface
public interface InUse {
    /**
     * @param resourceId of a subnet or a security group
     */
    boolean inUse(String region, String resourceId);
}
