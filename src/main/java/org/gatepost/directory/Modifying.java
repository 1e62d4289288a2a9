package org.gatepost.directory;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.ModifyRequest;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.controls.PermissiveModifyRequestControl;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Our changes in the LDAP library's types. */
final class Modifying {
  private Modifying() {}

  /** Asks for all of them at once, and not to mind what is so already. */
  static ModifyRequest request(String dn, List<Change> changes) {
    var modifications = changes.stream().map(Modifying::modification).toList();
    var request = new ModifyRequest(dn, modifications);
    request.addControl(new PermissiveModifyRequestControl());
    return request;
  }

  private static Modification modification(Change change) {
    var values = octets(change.attribute(), change.values());
    return switch (change) {
      case Change.Replace(var name, var _) ->
          new Modification(ModificationType.REPLACE, name, values);
      case Change.Add(var name, var _) -> new Modification(ModificationType.ADD, name, values);
      case Change.Remove(var name, var _) ->
          new Modification(ModificationType.DELETE, name, values);
    };
  }

  /** Values as they are sent: text, or what base64 stands for. */
  static byte[][] octets(String attribute, List<String> values) {
    boolean binary = Entry.isBinary(attribute);
    return values.stream()
        .map(value ->
            binary ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8))
        .toArray(byte[][]::new);
  }

  /** Whether a server minded nevertheless. */
  static boolean isAboutNothing(LDAPException e) {
    return e.getResultCode().equals(ResultCode.NO_SUCH_ATTRIBUTE)
        || e.getResultCode().equals(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS);
  }
}
