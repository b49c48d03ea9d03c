"""The file that internal/semantic/encoder reads (modelfile.go has its layout)."""

import hashlib
import json
import struct

import numpy as np
import torch

MAGIC, FORMAT = b"crosswalk encoder\n", 1
CROSS_MAGIC, CROSS_FORMAT = b"crosswalk cross-encoder\n", 1
POSITIONS = 128  # tokens of a text that are read


def _floats(a) -> bytes:
    return np.ascontiguousarray(a.detach().float().numpy().astype("<f4")).tobytes()


def _rounded(w: torch.Tensor) -> tuple[bytes, bytes]:
    """Rows of whole numbers, -127 to 127, and what one of them stands for."""
    w = w.detach().float()
    scale = w.abs().amax(dim=1).clamp_min(1e-9) / 127
    return _floats(scale), torch.round(w / scale[:, None]).to(torch.int8).numpy().tobytes()


def _linear(weight: torch.Tensor, bias: torch.Tensor) -> bytes:
    scale, cells = _rounded(weight)
    return scale + _floats(bias) + cells


def _norm(layer) -> bytes:
    return _floats(layer.weight) + _floats(layer.bias)


def _head(h) -> list[bytes]:
    out = []
    for side in (h.required, h.offered):
        out += [_floats(side.weight), _floats(side.bias)]
    return out + [_floats(h.hidden.weight), _floats(h.hidden.bias), _floats(h.out.weight), _floats(h.out.bias + h.bias), _floats(h.cosine)]


def _layers(model, positions: torch.Tensor) -> list[bytes]:
    """Positions, the first norm and all layers of a BERT or MPNet."""
    mpnet = model.config.model_type == "mpnet"
    out = [_floats(positions), _norm(model.embeddings.LayerNorm)]
    if mpnet:
        out.append(_floats(model.encoder.relative_attention_bias.weight))
    for layer in model.encoder.layer:
        if mpnet:
            a = layer.attention.attn
            q, k, v, o, norm = a.q, a.k, a.v, a.o, layer.attention.LayerNorm
        else:
            a = layer.attention.self
            q, k, v, o, norm = a.query, a.key, a.value, layer.attention.output.dense, layer.attention.output.LayerNorm
        out.append(_linear(torch.cat([q.weight, k.weight, v.weight]), torch.cat([q.bias, k.bias, v.bias])))
        out.append(_linear(o.weight, o.bias))
        out.append(_linear(layer.intermediate.dense.weight, layer.intermediate.dense.bias))
        out.append(_linear(layer.output.dense.weight, layer.output.dense.bias))
        out += [_norm(norm), _norm(layer.output.LayerNorm)]
    return out


def _file(magic: bytes, header: dict, body: list[bytes]) -> tuple[bytes, str]:
    """A file, and the beginning of the hash that names the model."""
    payload = b"".join(body)
    header["hash"] = hashlib.sha256(payload).hexdigest()
    front = json.dumps(header, indent=2).encode()
    return magic + struct.pack("<I", len(front)) + front + payload, header["hash"][:12]


def _shape(c, pieces: int, positions: int, buckets: int, output: int) -> dict:
    return {"layers": c.num_hidden_layers, "hidden": c.hidden_size, "heads": c.num_attention_heads, "inner": c.intermediate_size,
            "pieces": pieces, "positions": positions, "buckets": buckets, "output": output}


def encoder_file(model, vocabulary: list[str], trained: dict, projection: torch.Tensor | None = None, head=None) -> tuple[bytes, str]:
    """The file, and the name of the model, of a BERT or MPNet of transformers, with its vocabulary in the
    order of ids. A projection [output][hidden] is applied to the mean state."""
    c, e = model.config, model.embeddings
    words = e.word_embeddings.weight[: len(vocabulary)]
    if c.model_type == "mpnet":  # positions begin behind the padding's
        positions, buckets = e.position_embeddings.weight[c.pad_token_id + 1 :][:POSITIONS], c.relative_attention_num_buckets
    else:
        positions, buckets = e.position_embeddings.weight[:POSITIONS] + e.token_type_embeddings.weight[0], 0
    scale, cells = _rounded(words)
    body = ["".join(p + "\n" for p in vocabulary).encode(), scale, cells, *_layers(model, positions)]
    if projection is not None:
        body.append(_floats(projection))
    if head is not None:
        body += _head(head)
    header = {
        "format": FORMAT,
        "hash": "",
        "shape": _shape(c, len(vocabulary), POSITIONS, buckets, c.hidden_size if projection is None else projection.shape[0]),
        "head": None if head is None else {"narrow": head.required.out_features, "inner": head.hidden.out_features},
        "trained": trained,
    }
    file, name = _file(MAGIC, header, body)
    return file, f"crosswalk-e{FORMAT}-{name}"


def cross_file(m, encoder: str, pieces: int, positions: int, trained: dict) -> tuple[bytes, str]:
    """The file, and the name, of a cross-encoder that shares the words of an encoder (cross.go has its layout)."""
    e = m.base.embeddings
    types = e.token_type_embeddings.weight
    body = [*_layers(m.base, e.position_embeddings.weight[:positions] + types[0]), _floats(types[1] - types[0]),
            _floats(m.hidden.weight), _floats(m.hidden.bias), _floats(m.out.weight), _floats(m.out.bias + m.bias)]
    header = {
        "format": CROSS_FORMAT,
        "hash": "",
        "encoder": encoder,
        "shape": _shape(m.base.config, pieces, positions, 0, m.base.config.hidden_size),
        "inner": m.hidden.out_features,
        "trained": trained,
    }
    file, name = _file(CROSS_MAGIC, header, body)
    return file, f"crosswalk-x{CROSS_FORMAT}-{name}"
