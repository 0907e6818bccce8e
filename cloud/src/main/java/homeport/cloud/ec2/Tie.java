package homeport.cloud.ec2;

/**
 * What ties a route table or an ACL to a subnet.
 *
 * @param id of the association
 * @param subnetId empty: a main route table's, which holds for every subnet without another
 */
record Tie(String id, String subnetId) {
    boolean isMain() {
        return subnetId.isEmpty();
    }
}
