/**
 * Stands in for the RSA, ECDSA and secp256k1 parts of @libp2p/crypto: CASTO makes Ed25519 keys only,
 * and the others weigh a twelfth of the bundle. Another peer's key of such a type is refused as one
 * of unknown type is, with UnsupportedKeyTypeError.
 */
import { UnsupportedKeyTypeError } from '@libp2p/interface';

function refuse() {
  throw new UnsupportedKeyTypeError('CASTO supports Ed25519 keys only');
}

// Raw keys are told apart by their length, bytes; these are secp256k1's.
export const publicKeyLength = 33;
export const privateKeyLength = 32;

export const ECDSA_P_256_OID = '1.2.840.10045.3.1.7';
export const ECDSA_P_384_OID = '1.3.132.0.34';
export const ECDSA_P_521_OID = '1.3.132.0.35';
export const RSAES_PKCS1_V1_5_OID = '1.2.840.113549.1.1.1';

export {
  refuse as decodeDer,
  refuse as ECDSAPrivateKey,
  refuse as generateECDSAKeyPair,
  refuse as generateRSAKeyPair,
  refuse as generateSecp256k1KeyPair,
  refuse as jwkToRSAPrivateKey,
  refuse as pkcs1MessageToRSAPrivateKey,
  refuse as pkcs1ToRSAPrivateKey,
  refuse as pkiMessageToECDSAPrivateKey,
  refuse as pkiMessageToECDSAPublicKey,
  refuse as pkixMessageToRSAPublicKey,
  refuse as pkixToRSAPublicKey,
  refuse as unmarshalECDSAPrivateKey,
  refuse as unmarshalECDSAPublicKey,
  refuse as unmarshalSecp256k1PrivateKey,
  refuse as unmarshalSecp256k1PublicKey,
};
