/** A bare Express handler that reads a resource with the driver and answers JSON: what any API costs at the least. */

import express from 'express';
import mongoose from 'mongoose';

const client = await mongoose.mongo.MongoClient.connect(process.env['BARE_MONGODB_URI'] ?? '');
const resources = client.db().collection<{ readonly _id: number }>('resources');

const app = express();
app.get('/resources/:id', async (request, response) => {
  response.json(await resources.findOne({ _id: Number(request.params.id) }));
});
const server = app.listen(0, '127.0.0.1', () => process.send?.(Reflect.get(Object(server.address()), 'port')));
