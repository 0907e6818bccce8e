package homeport.cloud.ec2;

/**
 * @param destination a canonical block or a prefix list's id
 * @param target the id of a gateway, a NAT gateway, an interface or an endpoint
 * @param origin as AWS spells it
 */
record StoredRoute(String destination, String target, String origin) {
    static final String CREATED_BY_REQUEST = "CreateRoute";
}
