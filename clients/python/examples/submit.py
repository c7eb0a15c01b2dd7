"""Submits a film and watches it: python submit.py DATA_FOLDER "a cat surfing" (needs pyzmq)."""

import json, sys, uuid, zmq

folder, prompt = sys.argv[1:3]
farm, keys = (json.load(open(f"{folder}/{name}")) for name in ("farm.json", "keys/operator.key"))
socket = zmq.Context().socket(zmq.DEALER)
socket.curve_publickey, socket.curve_secretkey, socket.curve_serverkey = (
    text.encode() for text in (keys["publicKey"], keys["secretKey"], farm["serverKey"]))
socket.connect(farm["client"])

def send(correlation, **body):
    socket.send_json({"version": 1, "correlation": correlation, **body})

def receive():
    reply = socket.recv_json()
    return sys.exit(reply["refused"]["message"]) if "refused" in reply else reply

send(1, submit={"clientKey": str(uuid.uuid4()), "film": {"prompt": prompt, "seconds": 5}})
send(2, watch={"job": receive()["submitted"]["job"], "credit": 10000})
event = {}
while not {"completed", "failed", "cancelled"} & event.keys():
    event = receive().get("event", {})
    print(json.dumps(event), flush=True)
sys.exit("completed" not in event)
