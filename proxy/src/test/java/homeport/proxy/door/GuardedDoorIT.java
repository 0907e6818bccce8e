package homeport.proxy.door;

/** All that users do, on a guarded endpoint: it looks into every message and changes none. */
class GuardedDoorIT extends DoorIT {
    GuardedDoorIT(World world) {
        super(world);
    }

    @Override
    Endpoint.Target target() {
        return new Endpoint.Target.Open(world.postgres.socket(), true);
    }
}
