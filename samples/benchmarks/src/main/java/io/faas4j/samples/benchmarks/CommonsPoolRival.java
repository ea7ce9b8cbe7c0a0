package io.faas4j.samples.benchmarks;

import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;

/** Apache commons-pool2 with its defaults: no validation, last in first out. */
final class CommonsPoolRival implements Rival<Object> {

    private final GenericObjectPool<Object> pool = new GenericObjectPool<>(new Maker());

    private static final class Maker extends BasePooledObjectFactory<Object> {

        @Override
        public Object create() {
            return new Object();
        }

        @Override
        public PooledObject<Object> wrap(Object made) {
            return new DefaultPooledObject<>(made);
        }
    }

    CommonsPoolRival(int objects) throws Exception {
        pool.setMaxTotal(objects);
        pool.setMaxIdle(objects);
        pool.addObjects(objects);
    }

    @Override
    public Object borrow() throws Exception {
        return pool.borrowObject();
    }

    @Override
    public void giveBack(Object lent) {
        pool.returnObject(lent);
    }

    @Override
    public void close() {
        pool.close();
    }
}
