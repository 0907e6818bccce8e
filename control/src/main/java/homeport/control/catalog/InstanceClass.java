package homeport.control.catalog;

/**
 * One DB instance class. Source: RDS user guide, "Hardware specifications for DB instance classes".
 *
 * @param name {@code db.r6g.xlarge}
 * @param memoryBytes nominal; it is also {@code DBInstanceClassMemory}: Homeport takes no share of
 *     the class for itself, so 32 GiB give 3604 connections
 * @param family what all sizes of the class have in common
 */
public record InstanceClass(String name, int vcpu, long memoryBytes, Family family) {
    /**
     * @param name {@code r6g}
     * @param graviton runs on ARM processors
     * @param burstable CPU by credits
     * @param clusters may be the class of a Multi-AZ DB cluster
     */
    public record Family(String name, boolean graviton, boolean burstable, boolean clusters) {}

    /** May be the class of a Multi-AZ DB cluster. */
    public boolean supportsClusters() {
        return family.clusters();
    }
}
