package homeport.cloud.ec2;

/**
 * @param cidr canonical, inside the VPC's and beside every other subnet's
 * @param defaultForAz made by the region, not by a user
 */
record StoredSubnet(
        String id, String cidr, String zone, boolean defaultForAz, boolean publicIpOnLaunch) {}
